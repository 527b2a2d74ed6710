Feature: Many requests in one
  Each part of a batch is answered as if it had been sent alone; the requests of a change set take effect together
  or not at all.

  Background:
    Given the text "a0000000-0000-4000-8000-00000000ba00" is remembered as "account"

  @BA-001 @BA-002 @BA-007
  Scenario: Requests on their own
    When a client sends a batch of
      """
      POST /api/data/v9.2/accounts
      Content-Type: application/json; type=entry

      {"accountid":"{account}","name":"Account in batch"}
      ---
      POST {org}/api/data/v9.2/contacts
      Content-Type: application/json; type=entry

      {"lastname":"Contact 1 in batch","parentcustomerid_account@odata.bind":"accounts({account})"}
      ---
      POST contacts
      Content-Type: application/json

      {"lastname":"Contact 2 in batch","parentcustomerid_account@odata.bind":"accounts({account})"}
      ---
      GET /api/data/v9.2/accounts({account})/contact_customer_accounts?$select=lastname&$orderby=lastname
      """
    Then the status is 200
    And the header "OData-Version" is "4.0"
    And the exchange matches snapshot "web_api/batch"
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 204    |
      | 3    | 204    |
      | 4    | 200    |
    When the client reads part "1"
    Then the header "OData-EntityId" is "{org}/api/data/v9.2/accounts({account})"
    And the header "Location" is "{org}/api/data/v9.2/accounts({account})"
    And the body is empty
    When the client reads part "4"
    Then the header "Content-Type" is "application/json; odata.metadata=minimal; odata.streaming=true"
    And "/value/0/lastname" equals "Contact 1 in batch"
    And "/value/1/lastname" equals "Contact 2 in batch"

  @BA-003 @BA-007
  Scenario: A change set, and what it has made
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Together"}
      ---
      POST /api/data/v9.2/contacts

      {"lastname":"Together","parentcustomerid_account@odata.bind":"accounts({account})"}
      --- end
      GET /api/data/v9.2/accounts({account})/contact_customer_accounts?$select=lastname
      """
    Then the status is 200
    And the exchange matches snapshot "web_api/batch-change-set"
    And the batch is answered with
      | part | status |
      | 1.1  | 204    |
      | 1.2  | 204    |
      | 2    | 200    |
    When the client reads part "1.2"
    Then the header "Content-ID" is "2"
    When the client reads part "2"
    Then "/value/0/lastname" equals "Together"

  @BA-003 @BA-00A @BA-008
  Scenario: A change set that fails is rolled back and has one answer
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Together"}
      ---
      PATCH /api/data/v9.2/accounts({account})

      {"telephone1":"555"}
      ---
      POST /api/data/v9.2/contacts

      {"lastname":"x","nosuchcolumn":1}
      --- end
      GET /api/data/v9.2/accounts
      """
    Then the status is 400
    And the batch is answered with
      | part | status |
      | 1    | 400    |
    When the client reads part "1"
    Then "/error/code" equals 0x80048d19
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is 404

  @BA-003
  Scenario: A change set is one transaction
    Given these processing steps
      | on             | stage         | mode         | does                                                          |
      | Create contact | PostOperation | synchronous  | [{"fail":{"code":"0x80040265","message":"No entry."}}] |
      | Create account | PostOperation | asynchronous | [{"create":{"table":"annotation","row":{"subject":"later"}}}] |
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Together"}
      ---
      POST /api/data/v9.2/contacts

      {"lastname":"x"}
      --- end
      """
    Then the status is 400
    When the client reads part "1"
    Then "/error/message" equals "No entry."
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/annotations?$filter=subject eq 'later'
      """
    Then "/value" has 0 items

  @BA-003
  Scenario Outline: A change set is refused that has <what>
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Together"}
      ---
      <request>
      Content-ID: <id>

      {"name":"x"}
      --- end
      """
    Then the status is 400
    And "/error/code" equals 0x80060888
    And "/error/message" contains "<message>"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is 404

    Examples:
      | what                          | request                     | id | message                                                      |
      | a request that reads          | GET /api/data/v9.2/accounts | 2  | An invalid HTTP method 'GET' was detected                    |
      | a request without an id       | POST /api/data/v9.2/accounts |   | 'Content-ID' header is not present                           |
      | two requests of one id        | POST /api/data/v9.2/accounts | 1 | The content ID '1' was found more than once                  |

  @BA-004
  Scenario: References to what the same change set has made
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Account name"}
      ---
      POST /api/data/v9.2/contacts
      Content-ID: contact

      {"lastname":"Contact name","parentcustomerid_account@odata.bind" : "$1"}
      ---
      PATCH $1

      {"telephone1":"$1","primarycontactid@odata.bind":"$contact"}
      ---
      PATCH /api/data/v9.2/$1

      {"fax":"none"}
      ---
      PUT $1/name

      {"value":"Another name"}
      ---
      PUT $contact/parentcustomerid_account/$ref

      {"@odata.id":"$1"}
      --- end
      GET accounts({account})?$select=name,telephone1,fax&$expand=primarycontactid($select=lastname)
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1.1  | 204    |
      | 1.2  | 204    |
      | 1.3  | 204    |
      | 1.4  | 204    |
      | 1.5  | 204    |
      | 1.6  | 204    |
      | 2    | 200    |
    When the client reads part "1.3"
    Then the header "OData-EntityId" is "{org}/api/data/v9.2/accounts({account})"
    When the client reads part "2"
    Then "/primarycontactid/lastname" equals "Contact name"
    And the body has
      | name       | Another name |
      | telephone1 | $1  |
      | fax        | none |

  @BA-005
  Scenario: A reference to what comes later
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/contacts
      Content-ID: 2

      {"lastname":"x","parentcustomerid_account@odata.bind":"$1"}
      ---
      POST /api/data/v9.2/accounts
      Content-ID: 1

      {"accountid":"{account}","name":"x"}
      --- end
      """
    Then the status is 400
    And "/error/message" equals "Content-ID Reference: '$1' does not exist in the batch context."

  @BA-006
  Scenario: A batch has at most a thousand requests
    When a client sends a batch of 1000 times
      """
      GET WhoAmI
      """
    Then the status is 200
    When a client sends a batch of 1001 times
      """
      GET WhoAmI
      """
    Then the status is 400
    And "/error/message" contains "more than 1000 requests"

  @BA-006
  Scenario: A batch within a batch is refused
    When a client sends a batch of
      """
      POST /api/data/v9.2/$batch
      Content-Type: multipart/mixed; boundary=b

      --b--
      """
    Then the status is 400
    When the client reads part "1"
    Then "/error/message" equals "A batch cannot contain another batch."

  @BA-008 @WA-019
  Scenario: A batch stops after a failure
    When a client sends a batch of
      """
      POST accounts

      {"accountid":"{account}","name":"First"}
      ---
      POST accounts

      {"accountid":"{account}","name":"Second"}
      ---
      PATCH accounts({account})

      {"name":"Third"}
      """
    Then the status is 412
    And the exchange matches snapshot "web_api/batch-failure"
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 412    |
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then the body has
      | name | First |

  @BA-009
  Scenario: With odata.continue-on-error a batch goes on after a failure
    When a client sends a batch with the preference "odata.continue-on-error" of
      """
      GET nosuchthings
      ---
      --- change set
      POST accounts

      {"nosuchcolumn":1}
      --- end
      POST accounts

      {"accountid":"{account}","name":"Third"}
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1    | 404    |
      | 2    | 400    |
      | 3    | 204    |

  @BA-00B
  Scenario: A last body whose lines do not end in CRLF is cut off
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: application/http

      POST /api/data/v9.2/accounts HTTP/1.1
      Content-Type: application/json

      {"accountid":"{account}","name":"First"}
      --b
      Content-Type: application/http

      POST /api/data/v9.2/contacts HTTP/1.1
      Content-Type: application/json

      {"lastname":"Second"}
      --b--
      """
    Then the status is 400
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 400    |
    When the client reads part "2"
    Then "/error/code" equals 0x80048d19
    And "/error/message" contains "Entity :'contacts'"
    And "/error/message" matches "InnerException : System.ArgumentException: Stream was not readable\.$"

  @BA-00B
  Scenario Outline: The last body is kept with <what>
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: application/http

      POST /api/data/v9.2/accounts HTTP/1.1
      <header>

      {"name":"x"}<end>
      --b--
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1    | 204    |

    Examples:
      | what                     | header                         | end    |
      | its Content-Length       | Content-Length: 12             |        |
      | two empty lines after it | Content-Type: application/json | \n\n |

  @BA-020
  Scenario: A change set whose lines do not end in CRLF is read whole
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: multipart/mixed;boundary=c

      --c
      Content-Type: application/http
      Content-ID: 1

      POST /api/data/v9.2/contacts HTTP/1.1
      Content-Type: application/json

      {"lastname":"Doe"}

      --c
      Content-Type: application/http
      Content-ID: 100002

      POST /api/data/v9.2/accounts HTTP/1.1
      Content-Type: application/json

      {"accountid":"{account}","name":"1 year","primarycontactid@odata.bind":"$1"}

      --c--

      --b--
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1.1  | 204    |
      | 1.2  | 204    |

  @BA-021
  Scenario Outline: A Content-ID <where>
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: multipart/mixed; boundary="c"

      --c
      Content-Type: application/http
      <part>

      POST /api/data/v9.2/contacts HTTP/1.1
      <request>

      {"lastname":"Doe"}
      --c
      Content-Type: application/http
      Content-ID: 9

      POST /api/data/v9.2/accounts HTTP/1.1
      Content-Type: application/json

      {"accountid":"{account}","name":"x","primarycontactid@odata.bind":"$<id>"}
      --c--
      --b--
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1.1  | 204    |
      | 1.2  | 204    |

    Examples:
      | where                                     | part                              | request                        | id |
      | among the headers of the request counts   | Content-Transfer-Encoding: binary | Content-ID: 7                  | 7  |
      | of the part comes first                   | Content-ID: 1                     | Content-ID: 7                  | 1  |

  @BA-022
  Scenario Outline: By rule a batch that stops at a failure answers <status>
    Given the rule "batch_status" is "<rule>"
    When a client sends a batch of
      """
      GET accounts({account})
      ---
      GET accounts?$top=1
      """
    Then the status is <status>
    And the batch is answered with
      | part | status |
      | 1    | 404    |

    Examples:
      | rule    | status |
      | failure | 404    |
      | ok      | 200    |

  @BA-023
  Scenario: A name among the addresses of a binding is no name
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/accounts

      {"a@odata.bind":["b@odata.bind","$1"]}
      ---
      POST /api/data/v9.2/accounts

      {"a@odata.bind":["b@odata.bind","$1"]}
      --- end
      """
    Then the status is 400

  @BA-00C
  Scenario Outline: An invalid batch: <what>
    When a client sends
      """
      <method> /api/data/v9.2/$batch
      Content-Type: <type>

      <body>
      """
    Then the status is <status>
    And "/error/message" contains "<message>"

    Examples:
      | what                   | method | type                        | body            | status | message                                          |
      | JSON                   | POST   | application/json            | {"requests":[]} | 400    | expected multipart/mixed with a boundary         |
      | nothing between        | POST   | multipart/mixed             | x               | 400    | expected multipart/mixed with a boundary         |
      | a document without end | POST   | multipart/mixed; boundary=b | --b             | 400    | the document does not end with the line `--b--`  |
      | another verb           | PUT    | multipart/mixed; boundary=b | --b--           | 405    | does not support http method 'PUT'               |

  @BA-00D
  Scenario: Every part has preferences of its own
    When a client sends a batch of
      """
      POST accounts?$select=name
      Prefer: return=representation

      {"accountid":"{account}","name":"First","accountcategorycode":1}
      ---
      GET accounts({account})?$select=accountcategorycode
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      ---
      GET accounts({account})?$select=accountcategorycode
      """
    Then the batch is answered with
      | part | status |
      | 1    | 201    |
      | 2    | 200    |
      | 3    | 200    |
    When the client reads part "1"
    Then the body has
      | name | First |
    And the header "Preference-Applied" is "return=representation"
    When the client reads part "2"
    Then the body has
      | accountcategorycode@OData.Community.Display.V1.FormattedValue | Preferred Customer |
    When the client reads part "3"
    Then "accountcategorycode@OData.Community.Display.V1.FormattedValue" is absent

  @BA-00E
  Scenario Outline: The address of a part may have <length> characters
    Given a text of <length> characters is remembered as "long"
    When a client sends a batch of
      """
      GET accounts?$select=name&$top=1&$filter=name ne '{long}'
      """
    Then the status is <status>

    Examples:
      | length | status |
      | 40000  | 200    |
      | 66000  | 414    |

  @BA-002
  Scenario: The journal keeps every part
    When a client sends a batch of
      """
      GET WhoAmI
      ---
      GET /api/data/v9.2/accounts?$select=nosuchcolumn
      """
    And a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "entries" has 3 items
    And the body has
      | /entries/0/target | /api/data/v9.2/WhoAmI                        |
      | /entries/0/status | 200                                          |
      | /entries/1/target | /api/data/v9.2/accounts?$select=nosuchcolumn |
      | /entries/1/status | 400                                          |
      | /entries/2/target | /api/data/v9.2/$batch                        |
      | /entries/2/method | POST                                         |
      | /entries/2/status | 400                                          |

  @BG-014 @BG-001
  Scenario: Each part of a batch may run in the background
    Given the custom API "sample_Report"
    When a client sends a batch with the preference "respond-async" of
      """
      POST sample_Report
      Prefer: respond-async

      {}
      ---
      POST sample_Report

      {}
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1    | 202    |
      | 2    | 204    |
    And the header "Preference-Applied" is absent
    When the client reads part "1"
    Then the header "Preference-Applied" is "respond-async"
    And the header "Location" matches "/api/backgroundoperation/[0-9a-f-]{36}$"

  @BG-014
  Scenario: In a change set nothing runs in the background
    Given the custom API "sample_Report"
    When a client sends a batch of
      """
      --- change set
      POST sample_Report
      Prefer: respond-async

      {}
      --- end
      """
    Then the batch is answered with
      | part | status |
      | 1.1  | 204    |
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations
      """
    Then "/value" has 0 items

  @BG-014
  Scenario: The status monitor is not below the Web API, and in no batch
    When a client sends a batch of
      """
      GET /api/backgroundoperation/{account}
      """
    Then the status is 404

  @BG-0DD
  Scenario: In a change set that fails, the rows of elastic tables stay
    When a client sends a batch of
      """
      --- change set
      POST backgroundoperations

      {"backgroundoperationid":"{account}","name":"Stays"}
      ---
      POST accounts

      {"accountid":"{account}","name":"Goes"}
      ---
      POST accounts

      {"nosuchcolumn":1}
      --- end
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({account})?$select=name
      """
    Then the status is 200
    And the body has
      | name | Stays |
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is 404
