@no-samples
Feature: Many requests in one, as JSON
  Dataverse documents multipart batches alone. By rule the emulator answers a batch that is JSON as well, as OData 4.01
  defines it: requests have ids, depend on each other, and form atomicity groups.

  Background:
    Given the rule "json_batch" is "served"
    And the text "a0000000-0000-4000-8000-00000000ba30" is remembered as "account"

  @BA-030
  Scenario Outline: By rule a JSON batch is <rule>
    Given the rule "json_batch" is "<rule>"
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json; charset=utf-8

      {"requests":[]}
      """
    Then the status is <status>
    And the body has
      | <member> | <value> |

    Examples:
      | rule    | status | member         | value                                                                                                                     |
      | refused | 400    | /error/message | The content type of a batch is 'application/json; charset=utf-8': expected multipart/mixed with a boundary. |
      | served  | 200    | /responses     | []                                                                                                                        |

  @BA-030
  Scenario: Another content type is refused
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: text/plain

      {"requests":[]}
      """
    Then the status is 400
    And "/error/message" contains "expected multipart/mixed with a boundary, or application/json"

  @BA-031
  Scenario: Each request has an answer with its id
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"made","method":"post","url":"/api/data/v9.2/accounts","headers":{"content-type":"application/json"},
         "body":{"accountid":"{account}","name":"Contoso"}},
        {"id":"read","method":"get","url":"accounts({account})?$select=name"},
        {"id":"changed","method":"PATCH","url":"{org}/api/data/v9.2/accounts({account})?$select=name",
         "headers":{"Prefer":"return=representation"},"body":{"name":"Fabrikam"}},
        {"id":"counted","method":"Get","url":"accounts/$count"},
        {"id":"unknown","method":"get","url":"nosuchthings"}
      ]}
      """
    Then the status is 200
    And the header "OData-Version" is "4.0"
    And the exchange matches snapshot "web_api/json-batch"
    And the batch is answered with
      | part    | status |
      | made    | 204    |
      | read    | 200    |
      | changed | 200    |
      | counted | 200    |
      | unknown | 404    |
    When the client reads part "made"
    Then the header "odata-entityid" is "{org}/api/data/v9.2/accounts({account})"
    And the header "location" is "{org}/api/data/v9.2/accounts({account})"
    And the body is empty
    When the client reads part "read"
    Then the header "content-type" is "application/json; odata.metadata=minimal"
    And the body has
      | name | Contoso |
    When the client reads part "changed"
    Then the header "preference-applied" is "return=representation"
    And the body has
      | name | Fabrikam |
    When the client reads part "unknown"
    Then "/error/code" equals 0x80060888

  @BA-032
  Scenario: A body has the form of its content type
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","method":"post","url":"accounts","body":{"accountid":"{account}","name":"As JSON"}},
        {"id":"2","method":"put","url":"accounts({account})/fax","headers":{"content-type":"application/octet-stream"},
         "body":"eyJ2YWx1ZSI6Ij4-PyJ9"},
        {"id":"3","method":"put","url":"accounts({account})/telephone1","headers":{"content-type":"text/plain"},
         "body":"{\"value\":\"555\"}"},
        {"id":"4","method":"get","url":"accounts({account})?$select=name,fax,telephone1","body":null}
      ]}
      """
    Then the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 204    |
      | 3    | 204    |
      | 4    | 200    |
    When the client reads part "4"
    Then the body has
      | name       | As JSON |
      | fax        | >>?     |
      | telephone1 | "555"   |

  @BA-033
  Scenario Outline: Nothing runs of a batch with <what>
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","method":"post","url":"accounts","body":{"accountid":"{account}","name":"x"}},
        <request>
      ]}
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
      | what                           | request                                                             | message                                     |
      | a request without an id        | {"method":"get","url":"accounts"}                                   | at '/requests/1/id'                         |
      | an id that is a number         | {"id":2,"method":"get","url":"accounts"}                            | at '/requests/1/id'                         |
      | a request without a method     | {"id":"2","url":"accounts"}                                         | at '/requests/1/method'                     |
      | another method                 | {"id":"2","method":"head","url":"accounts"}                         | expected get, post, patch, put or delete    |
      | a request without a URL        | {"id":"2","method":"get"}                                           | at '/requests/1/url'                        |
      | two requests of one id         | {"id":"1","method":"get","url":"accounts"}                          | '1' was found more than once                |
      | a group with a request's id    | {"id":"2","atomicityGroup":"1","method":"post","url":"accounts"}    | '1' was found more than once                |
      | a member of another name       | {"id":"2","method":"get","url":"accounts","depends":[]}             | at '/requests/1/depends'                    |
      | a member twice                 | {"id":"2","id":"3","method":"get","url":"accounts"}                 | 'id'                                        |
      | a header twice                 | {"id":"2","method":"get","url":"accounts","headers":{"a":"","A":""}} | at '/requests/1/headers'                   |
      | a body without use             | {"id":"2","method":"delete","url":"accounts(1)","body":{}}          | the method is get or delete                 |
      | a text body that is none       | {"id":"2","method":"put","url":"accounts(1)/fax","headers":{"content-type":"text/plain"},"body":1} | at '/requests/1/body' |
      | an unknown dependency          | {"id":"2","method":"get","url":"accounts","dependsOn":["3"]}        | the request '2' depends on '3'              |
      | a dependency on itself         | {"id":"2","method":"get","url":"accounts","dependsOn":["2"]}        | the request '2' depends on '2'              |
      | a dependency on a later one    | {"id":"2","method":"get","url":"accounts","dependsOn":["3"]},{"id":"3","method":"get","url":"accounts"} | depends on '3' |
      | a group in pieces              | {"id":"2","atomicityGroup":"g","method":"post","url":"accounts"},{"id":"3","method":"get","url":"accounts"},{"id":"4","atomicityGroup":"g","method":"post","url":"accounts"} | 'g' are not adjacent |
      | a dependency on part of a group | {"id":"2","atomicityGroup":"g","method":"post","url":"accounts"},{"id":"3","dependsOn":["2"],"method":"get","url":"accounts"} | expected the group in dependsOn |
      | a group that reads             | {"id":"2","atomicityGroup":"g","method":"get","url":"accounts"}     | An invalid HTTP method 'GET' was detected   |
      | a reference without dependency | {"id":"2","method":"get","url":"$1"}                                | the request '2' refers to '$1'              |

  @BA-033
  Scenario Outline: A document that is <what>
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      <document>
      """
    Then the status is 400
    And "/error/message" contains "<message>"

    Examples:
      | what                       | document                 | message                             |
      | no JSON                    | {"requests":[            | the batch cannot be read as JSON    |
      | no object                  | []                       | expected an object                  |
      | without requests           | {}                       | at '/requests'                      |
      | one with something else    | {"requests":[],"more":1} | at '/more'                          |

  @BA-034
  Scenario: An atomicity group takes effect as a whole
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","atomicityGroup":"both","method":"post","url":"accounts","body":{"accountid":"{account}","name":"x"}},
        {"id":"2","atomicityGroup":"both","dependsOn":["1"],"method":"patch","url":"$1","body":{"name":"Together"}},
        {"id":"3","dependsOn":["both"],"method":"get","url":"$1?$select=name"}
      ]}
      """
    Then the status is 200
    And the body has
      | /responses/0/atomicityGroup | both |
      | /responses/1/atomicityGroup | both |
    And "/responses/2/atomicityGroup" is absent
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 204    |
      | 3    | 200    |
    When the client reads part "3"
    Then the body has
      | name | Together |

  @BA-034 @BA-035
  Scenario: An atomicity group that fails has no effect
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","atomicityGroup":"g","method":"post","url":"accounts","body":{"accountid":"{account}","name":"x"}},
        {"id":"2","atomicityGroup":"g","method":"post","url":"accounts","body":{"nosuchcolumn":1}},
        {"id":"3","atomicityGroup":"g","method":"post","url":"accounts","body":{"name":"y"}},
        {"id":"4","dependsOn":["g"],"method":"post","url":"accounts","body":{"name":"z"}},
        {"id":"5","method":"get","url":"accounts?$select=name"}
      ]}
      """
    Then the status is 200
    And "/responses/2/atomicityGroup" equals g
    And the batch is answered with
      | part | status |
      | 1    | 424    |
      | 2    | 400    |
      | 3    | 424    |
      | 4    | 424    |
      | 5    | 200    |
    When the client reads part "1"
    Then "/error/message" equals "The request had no effect, since its atomicity group 'g' has failed."
    When the client reads part "4"
    Then "/error/message" equals "The request was not executed, since it depends on 'g', which has not succeeded."
    When the client reads part "5"
    Then "/value" has 0 items

  @BA-035
  Scenario: What depends on a failed request is not executed
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","method":"get","url":"accounts({account})"},
        {"id":"2","dependsOn":["1"],"method":"post","url":"accounts","body":{"accountid":"{account}","name":"x"}},
        {"id":"3","dependsOn":["2"],"method":"get","url":"accounts"},
        {"id":"4","atomicityGroup":"g","method":"post","url":"accounts","body":{"name":"x"}},
        {"id":"5","atomicityGroup":"g","dependsOn":["1"],"method":"post","url":"accounts","body":{"name":"x"}},
        {"id":"6","method":"get","url":"accounts"}
      ]}
      """
    Then the status is 200
    And the batch is answered with
      | part | status |
      | 1    | 404    |
      | 2    | 424    |
      | 3    | 424    |
      | 4    | 424    |
      | 5    | 424    |
      | 6    | 200    |
    When the client reads part "3"
    Then "/error/message" equals "The request was not executed, since it depends on '2', which has not succeeded."
    When the client reads part "6"
    Then "/value" has 0 items

  @BA-036
  Scenario: A condition decides whether a request is executed
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","method":"get","url":"accounts({account})"},
        {"id":"2","dependsOn":["1"],"if":"not $1/$succeeded","method":"post","url":"accounts",
         "body":{"accountid":"{account}","name":"x"}},
        {"id":"3","dependsOn":["1","2"],"if":"$1/$succeeded and $2/$succeeded","method":"delete","url":"accounts({account})"},
        {"id":"4","dependsOn":["1","2"],"if":"$1/$succeeded or $2/$succeeded","method":"get","url":"accounts({account})"}
      ]}
      """
    Then the batch is answered with
      | part | status |
      | 1    | 404    |
      | 2    | 204    |
      | 3    | 424    |
      | 4    | 200    |
    When the client reads part "3"
    Then "/error/message" equals "The request was not executed, since its condition 'if' is false."

  @BA-036
  Scenario: Another condition is refused by name
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","method":"get","url":"accounts({account})"},
        {"id":"2","dependsOn":["1"],"if":"$1/name eq 'x'","method":"delete","url":"accounts({account})"}
      ]}
      """
    Then the status is 501
    And "/error/message" contains "The condition '$1/name eq 'x'' in 'if' of the request '2'"

  @BA-037
  Scenario: References to what earlier requests have made and returned
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"a","method":"post","url":"accounts","body":{"accountid":"{account}","name":"Contoso","telephone1":"$a"}},
        {"id":"c","dependsOn":["a"],"method":"post","url":"contacts",
         "body":{"lastname":"Doe","parentcustomerid_account@odata.bind":"$a"}},
        {"id":"read","dependsOn":["a","c"],"method":"get",
         "url":"$a?$select=telephone1&$expand=contact_customer_accounts($select=lastname)"},
        {"id":"row","dependsOn":["a"],"method":"get","url":"accounts({account})?$select=name"},
        {"id":"first","dependsOn":["row"],"method":"patch","url":"$row","headers":{"if-match":"$row"},"body":{"name":"Once"}},
        {"id":"late","dependsOn":["row","first"],"method":"patch","url":"$row","headers":{"if-match":"$row"},
         "body":{"name":"Twice"}}
      ]}
      """
    Then the batch is answered with
      | part  | status |
      | a     | 204    |
      | c     | 204    |
      | read  | 200    |
      | row   | 200    |
      | first | 204    |
      | late  | 412    |
    When the client reads part "read"
    Then the body has
      | telephone1                            | $a  |
      | /contact_customer_accounts/0/lastname | Doe |

  @BA-037
  Scenario: A reference to a request that has made no row
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","method":"get","url":"accounts"},
        {"id":"2","dependsOn":["1"],"method":"get","url":"$1/name"}
      ]}
      """
    Then the batch is answered with
      | part | status |
      | 1    | 200    |
      | 2    | 400    |
    When the client reads part "2"
    Then "/error/message" equals "Content-ID Reference: '$1' does not exist in the batch context."

  @BA-038
  Scenario Outline: After a failure a JSON batch <what> with the preference "<preference>"
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json
      Prefer: <preference>

      {"requests":[
        {"id":"1","method":"get","url":"accounts({account})"},
        {"id":"2","method":"post","url":"accounts","body":{"accountid":"{account}","name":"x"}}
      ]}
      """
    Then the status is 200
    And "/responses" has <answers> items
    And "/responses/0/status" equals 404
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is <status>

    Examples:
      | what    | preference                    | answers | status |
      | goes on | return=minimal                | 2       | 200    |
      | goes on | odata.continue-on-error       | 2       | 200    |
      | goes on | continue-on-error=true        | 2       | 200    |
      | stops   | odata.continue-on-error=false | 1       | 404    |

  @BA-039 @BG-014
  Scenario: A request runs in the background where no other depends on it
    Given the custom API "sample_Report"
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"alone","method":"post","url":"sample_Report","headers":{"prefer":"respond-async"},"body":{}},
        {"id":"needed","method":"post","url":"sample_Report","headers":{"prefer":"respond-async"},"body":{}},
        {"id":"next","dependsOn":["needed"],"method":"get","url":"WhoAmI"},
        {"id":"member","atomicityGroup":"g","method":"post","url":"sample_Report","headers":{"prefer":"respond-async"},"body":{}}
      ]}
      """
    Then the batch is answered with
      | part   | status |
      | alone  | 202    |
      | needed | 204    |
      | next   | 200    |
      | member | 204    |
    When the client reads part "alone"
    Then the header "preference-applied" is "respond-async"
    And the header "location" matches "/api/backgroundoperation/[0-9a-f-]{36}$"
    When the client reads part "needed"
    Then the header "preference-applied" is absent

  @BA-03A
  Scenario: A JSON batch has at most a thousand requests
    When a client sends a JSON batch of 1000 times
      """
      GET WhoAmI
      """
    Then the status is 200
    And "/responses" has 1000 items
    When a client sends a JSON batch of 1001 times
      """
      GET WhoAmI
      """
    Then the status is 400
    And "/error/message" contains "more than 1000 requests"

  @BA-03A
  Scenario: A batch within a JSON batch, and an address that is too long
    Given a text of 66000 characters is remembered as "long"
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[
        {"id":"1","method":"post","url":"$batch","body":{"requests":[]}},
        {"id":"2","method":"get","url":"accounts?$filter=name ne '{long}'"}
      ]}
      """
    Then the batch is answered with
      | part | status |
      | 1    | 400    |
      | 2    | 414    |
    When the client reads part "1"
    Then "/error/message" equals "A batch cannot contain another batch."

  @BA-03B
  Scenario Outline: Control characters in a JSON batch, by rule <rule>
    Given the rule "raw_control_characters" is "<rule>"
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Content-Type: application/json

      {"requests":[{"id":"1","method":"post","url":"accounts","body":{"name":"two
      lines"}}]}
      """
    Then the status is <status>

    Examples:
      | rule   | status |
      | reject | 400    |
      | accept | 200    |
