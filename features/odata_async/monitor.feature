Feature: The status monitor of a deferred request
  Until there is a response it answers 202 with its address; then with the response, as OData 4.01 or OData 4.0 has it.

  Background:
    Given the rule "async_protocol" is "odata"
    And the text "a0000000-0000-4000-8000-0000000000a2" is remembered as "account"

  Rule: There is no response yet

    @OA-010
    Scenario Outline: The address is told again
      Given deferred requests to "accounts" <state>
      When a client sends
        """
        GET /api/data/v9.2/accounts
        Prefer: respond-async
        """
      Then the request is deferred
      When everything settles
      And a client sends
        """
        GET {monitor}
        """
      Then the status is 202
      And the header "Location" is "{monitor}"
      And the header "OData-Version" is "4.0"
      And the header "AsyncResult" is absent
      And the body is empty
      When a client sends
        """
        GET {monitor}
        Accept: application/http
        """
      Then the status is 202
      And the header "Location" is "{monitor}"

      Examples:
        | state              |
        | wait to be started |
        | run until released |

    @OA-010
    Scenario: Two requests have monitors of their own
      Given deferred requests to "accounts" run until released
      When a client sends
        """
        GET /api/data/v9.2/accounts/$count
        Prefer: respond-async
        """
      Then the request is deferred as "first"
      When a client sends
        """
        GET /api/data/v9.2/WhoAmI
        Prefer: respond-async
        """
      Then the request is deferred as "second"
      When everything settles
      And a client sends, for every row, a request that is answered with its status
        | method | target           | status |
        | GET    | {first monitor}  | 202    |
        | GET    | {second monitor} | 200    |

  Rule: There is a response

    Background:
      When a client sends
        """
        POST /api/data/v9.2/accounts?$select=name
        Prefer: respond-async, return=representation

        {"accountid":"{account}","name":"Contoso"}
        """
      Then the request is deferred
      When everything settles

    @OA-011
    Scenario: Headers and body are those of the response
      When a client sends
        """
        GET {monitor}
        """
      Then the status is 200
      And the header "AsyncResult" is "201"
      And the header "Preference-Applied" is "return=representation"
      And the header "Content-Type" is "application/json; odata.metadata=minimal"
      And the header "OData-Version" is "4.0"
      And "name" equals "Contoso"
      And the exchange matches snapshot "odata_async/unwrapped"

    @OA-011
    Scenario: A response without a body has its headers
      When a client sends
        """
        PATCH /api/data/v9.2/accounts({account})
        Prefer: respond-async

        {"name":"Fabrikam"}
        """
      Then the request is deferred
      When everything settles
      And a client sends
        """
        GET {monitor}
        """
      Then the status is 200
      And the header "AsyncResult" is "204"
      And the header "OData-EntityId" is "{org}/api/data/v9.2/accounts({account})"
      And the body is empty

    @OA-01B
    Scenario: The response can be read again
      When a client sends
        """
        GET {monitor}
        """
      Then "name" equals "Contoso"
      When a client sends
        """
        GET {monitor}
        """
      Then the status is 200
      And "name" equals "Contoso"

    @OA-012
    Scenario: The response as one HTTP message
      When a client sends
        """
        GET {monitor}
        Accept:
        OData-MaxVersion: 4.0
        """
      Then the status is 200
      And the header "Content-Type" is "application/http"
      And the header "Content-Transfer-Encoding" is "binary"
      And the header "AsyncResult" is absent
      And the exchange matches snapshot "odata_async/wrapped"
      When the client unwraps the answer
      Then the status is 201
      And the header "OData-Version" is "4.0"
      And the header "Preference-Applied" is "return=representation"
      And "name" equals "Contoso"

    @OA-013
    Scenario Outline: Accept and OData-MaxVersion decide whether the response is wrapped
      When a client sends
        """
        GET {monitor}
        <accept>
        <version>
        """
      Then the status is 200
      And the header "AsyncResult" is <result>
      And the header "Content-Type" matches "<type>"

      Examples:
        | accept                                     | version               | result  | type             |
        | Accept: application/http                   | OData-MaxVersion: 4.0 | absent  | application/http |
        | Accept: application/json, application/http | OData-Version: 4.0    | absent  | application/http |
        | Accept: application/HTTP;q=0.5             | OData-Version: 4.0    | absent  | application/http |
        | Accept: application/json                   | OData-MaxVersion: 4.0 | present | application/json |
        | Accept: */*                                | OData-MaxVersion: 4.0 | present | application/json |
        | Accept:                                    | OData-MaxVersion: 4.0 | absent  | application/http |
        | Accept:                                    | OData-MaxVersion: 4.01 | present | application/json |
        | Accept:                                    | OData-Version: 4.0    | present | application/json |

    @OA-013
    Scenario Outline: Whether the response is wrapped is a rule
      Given the rule "odata_wrapper" is "<wrapper>"
      When a client sends
        """
        GET {monitor}
        Accept: <accept>
        """
      Then the status is 200
      And the header "AsyncResult" is <result>

      Examples:
        | wrapper    | accept           | result  |
        | negotiated | application/http | absent  |
        | negotiated | application/json | present |
        | always     | application/json | absent  |
        | never      | application/http | present |

    @OA-01F
    Scenario Outline: Whether the monitor's status is that of the response is a rule
      Given the rule "odata_result" is "<result>"
      When a client sends
        """
        GET {monitor}
        """
      Then the status is <status>
      And the header "AsyncResult" is "201"

      Examples:
        | result   | status |
        | spec     | 200    |
        | mirrored | 201    |

    @OA-01A
    Scenario: The monitor follows the operation, not the rule
      Given the rule "async_protocol" is "dataverse"
      When a client sends
        """
        GET {monitor}
        """
      Then the status is 200
      And the header "AsyncResult" is "201"
      When a client sends
        """
        GET /api/backgroundoperation/{operation}
        """
      Then the status is 404
      When a client sends
        """
        DELETE /api/backgroundoperation/{operation}
        """
      Then the status is 404

  Rule: The response is a refusal

    @OA-014
    Scenario Outline: A refusal is a response, too
      When a client sends
        """
        <request>
        Prefer: respond-async
        """
      Then the request is deferred
      When everything settles
      And a client sends
        """
        GET {monitor}
        """
      Then the status is 200
      And the header "AsyncResult" is "<result>"
      And "/error/message" is a text
      When a client sends
        """
        GET {monitor}
        Accept: application/http
        """
      Then the status is 200
      When the client unwraps the answer
      Then the status is <result>
      And "/error/message" is a text

      Examples:
        | request                                            | result |
        | GET /api/data/v9.2/accounts({account})             | 404    |
        | GET /api/data/v9.2/accounts?$select=nosuchcolumn   | 400    |
        | POST /api/data/v9.2/accounts(1)                    | 400    |

    @OA-01F
    Scenario: A refusal with its own status, by rule
      Given the rule "odata_result" is "mirrored"
      When a client sends
        """
        GET /api/data/v9.2/accounts({account})
        Prefer: respond-async
        """
      Then the request is deferred
      When everything settles
      And a client sends
        """
        GET {monitor}
        """
      Then the status is 404
      And the header "AsyncResult" is "404"

    @OA-018
    Scenario: The service ends what takes too long
      Given deferred requests to "accounts" behave as
        """
        {"outcomes":["never"]}
        """
      When a client sends
        """
        POST /api/data/v9.2/accounts
        Prefer: respond-async

        {"name":"Endless"}
        """
      Then the request is deferred
      When the clock advances by "PT2M"
      And a client sends
        """
        GET {monitor}
        """
      Then the status is 200
      And the header "AsyncResult" is "504"
      And "/error/message" is a text
      When a client sends
        """
        GET /api/data/v9.2/accounts?$filter=name eq 'Endless'
        """
      Then "/value" has 0 items

  Rule: Who asks, and for what

    @OA-01A
    Scenario: An operation that Dataverse's protocol began has Dataverse's monitor
      Given the rule "async_protocol" is "dataverse"
      And the custom API "sample_Report"
        | kind     | name    | type   |
        | property | Summary | String |
      And "sample_Report" runs until released
      And "sample_Report" is submitted
      And the rule "async_protocol" is "odata"
      When everything settles
      And the status monitor is polled
      Then the status is 200
      And "backgroundOperationStatusCode" equals 20
      When a client sends
        """
        GET /api/monitor/{operation}
        """
      Then the status is 404

    @OA-01E
    Scenario Outline: What does not exist has no monitor
      When a client sends
        """
        <method> /api/monitor/<id>
        """
      Then the status is 404
      And the header "OData-Version" is "4.0"
      And "/error/code" equals "0x80040217"
      And "/error/message" is a text

      Examples:
        | method | id                                   |
        | GET    | 00000000-0000-4000-8000-000000000404 |
        | DELETE | 00000000-0000-4000-8000-000000000404 |
        | GET    | report-7                             |
        | GET    |                                      |

    @OA-01C
    Scenario Outline: The monitor takes no other verbs
      When a client sends
        """
        GET /api/data/v9.2/WhoAmI
        Prefer: respond-async
        """
      Then the request is deferred
      When a client sends
        """
        <method> {monitor}
        """
      Then the status is 405
      And the header "Allow" is "GET, DELETE"

      Examples:
        | method |
        | POST   |
        | PATCH  |
        | PUT    |

    @OA-01D
    Scenario: Reading the monitor of another user needs the privilege to read operations
      Given the user "Ada" with {"privileges":{"prvReadbackgroundoperation":"Global"}}
      And the user "Eve" with {"privileges":{}}
      And deferred requests to "accounts" run until released
      When a client sends
        """
        POST /api/data/v9.2/accounts
        Prefer: respond-async

        {"name":"Contoso"}
        """
      Then the request is deferred
      When everything settles
      And the client is "Eve"
      And a client sends, for every row, a request that is answered with its status
        | method | target    | status |
        | GET    | {monitor} | 403    |
        | DELETE | {monitor} | 403    |
      And the client is "Ada"
      And a client sends, for every row, a request that is answered with its status
        | method | target    | status |
        | GET    | {monitor} | 202    |
        | DELETE | {monitor} | 403    |

    @OA-01D
    Scenario Outline: By rule the monitor of another user is refused, or unknown
      Given the user "Ada" with {"privileges":{"prvReadbackgroundoperation":"Global"}}
      And the rules are
        | operation_access | owner_only |
        | hidden_row       | <hidden>   |
      When a client sends
        """
        GET /api/data/v9.2/WhoAmI
        Prefer: respond-async
        """
      Then the request is deferred
      When the client is "Ada"
      And a client sends
        """
        GET {monitor}
        """
      Then the status is <status>
      And "/error/message" is a text

      Examples:
        | hidden    | status |
        | denied    | 403    |
        | not_found | 404    |

    @OA-01D
    Scenario: The monitor of one's own request needs no privilege
      Given the user "Eve" with {"privileges":{}}
      And deferred requests to "WhoAmI" run until released
      And the client is "Eve"
      When a client sends
        """
        GET /api/data/v9.2/WhoAmI
        Prefer: respond-async
        """
      Then the request is deferred
      When a client sends, for every row, a request that is answered with its status
        | method | target    | status |
        | GET    | {monitor} | 202    |
        | DELETE | {monitor} | 204    |
        | GET    | {monitor} | 404    |

    @OA-01D
    Scenario Outline: Whether the monitor needs a token is a rule
      Given the rule "monitor_sign_in" is "<sign in>"
      When a client sends
        """
        GET /api/data/v9.2/accounts?$top=1
        Prefer: respond-async
        """
      Then the request is deferred
      When everything settles
      And a client without a token sends
        """
        GET {monitor}
        """
      Then the status is <status>
      When a client without a token sends
        """
        GET /api/data/v9.2/WhoAmI
        """
      Then the status is 401

      Examples:
        | sign in   | status |
        | required  | 401    |
        | anonymous | 200    |

    @OA-01D
    Scenario: A stranger may cancel, but not have a cancellation deferred
      Given the rule "monitor_sign_in" is "anonymous"
      And deferred requests to "accounts" run until released
      When a client sends
        """
        GET /api/data/v9.2/accounts?$top=1
        Prefer: respond-async
        """
      Then the request is deferred
      When a client without a token sends
        """
        DELETE {monitor}
        Prefer: respond-async
        """
      Then the status is 204

    @OA-019
    Scenario Outline: What has expired is gone
      Given the rules are
        | default_ttl   | 60        |
        | odata_expired | <expired> |
      And deferred requests to "contacts" wait to be started
      When a client sends
        """
        GET /api/data/v9.2/accounts?$top=1
        Prefer: respond-async
        """
      Then the request is deferred as "ended"
      When a client sends
        """
        GET /api/data/v9.2/contacts?$top=1
        Prefer: respond-async
        """
      Then the request is deferred as "canceled"
      When a client sends
        """
        DELETE {canceled monitor}
        """
      And the clock advances by "PT2M"
      And a client sends, for every row, a request that is answered with its status
        | method | target                                            | status   |
        | GET    | {ended monitor}                                   | <status> |
        | GET    | {canceled monitor}                                | 404      |
        | GET    | /api/monitor/00000000-0000-4000-8000-000000000404 | 404      |

      Examples:
        | expired   | status |
        | not_found | 404    |
        | gone      | 410    |
