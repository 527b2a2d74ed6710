Feature: Register service endpoints
  A service endpoint is an address that steps post to, with the authentication that goes with it. Secrets can be set
  and are never returned.

  @WH-002 @WH-001 @alone
  Scenario: A webhook is created and listed
    When a client sends
      """
      POST /api/data/v9.2/serviceendpoints

      {"name":"Hook","url":"https://receiver.example/hook","contract":8,"authtype":5,
       "authvalue":"<settings><setting name=\"X-Key\" value=\"s3cret\" /></settings>",
       "connectionmode":1,"messageformat":2,"path":"","solutionnamespace":"","userclaim":1}
      """
    Then the status is 204
    And the id of the new row is remembered as "hook"
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints?$filter=contract eq 8&$select=serviceendpointid,name,authtype,url
      """
    Then the rows are
      | serviceendpointid | name | authtype | url                           |
      | {hook}            | Hook | 5        | https://receiver.example/hook |

  @WH-002
  Scenario: Columns that are left out have the documented defaults
    Given these rows of "serviceendpoints"
      | as   | name | contract | url                      | authtype | path | solutionnamespace |
      | hook | Hook | 8        | http://receiver.example/ | 4        | ""   | ""                |
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints({hook})?$select=connectionmode,userclaim,isauthvalueset,issaskeyset,issastokenset,ismanaged
      """
    Then the body has
      | connectionmode | 1     |
      | userclaim      | 1     |
      | isauthvalueset | false |
      | issaskeyset    | false |
      | issastokenset  | false |
      | ismanaged      | false |

  @WH-002
  Scenario: A secret is never returned, only whether it is set
    When a client sends
      """
      POST /api/data/v9.2/serviceendpoints
      Prefer: return=representation

      {"name":"Hook","url":"https://receiver.example/hook","contract":8,"authtype":4,"authvalue":"s3cret",
       "saskey":"s3cret","sastoken":"s3cret","path":"","solutionnamespace":""}
      """
    Then the status is 201
    And "isauthvalueset" equals true
    And "issaskeyset" equals true
    And "issastokenset" equals true
    And the body does not contain "s3cret"
    And "authvalue" is absent
    And "serviceendpointid" is remembered as "hook"
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints({hook})
      """
    Then the status is 200
    And the body does not contain "s3cret"
    And "authvalue" is absent
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints
      """
    Then the body does not contain "s3cret"
    When the SDK retrieves "*" of "serviceendpoint({hook})"
    Then the status is 200
    And the body does not contain "s3cret"
    When the SDK retrieves "authvalue" of "serviceendpoint({hook})"
    Then the status is 500
    And the body does not contain "s3cret"
    When a client sends
      """
      PATCH /api/data/v9.2/serviceendpoints({hook})

      {"authvalue":null,"saskey":"other","sastoken":""}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints({hook})
      """
    Then the body has
      | isauthvalueset | false |
      | issaskeyset    | true  |
      | issastokenset  | false |

  @WH-002
  Scenario Outline: A query that names a secret is refused
    Given these rows of "serviceendpoints"
      | as   | name | contract | url                      | authtype | authvalue | path | solutionnamespace |
      | hook | Hook | 8        | http://receiver.example/ | 4        | s3cret    | ""   | ""                |
    When a client sends
      """
      GET /api/data/v9.2/<query>
      """
    Then the status is 400
    And "/error/message" contains "write-only"
    And the body does not contain "s3cret"

    Examples:
      | query                                                                                                       |
      | serviceendpoints({hook})?$select=authvalue                                                                  |
      | serviceendpoints({hook})/authvalue                                                                          |
      | serviceendpoints?$select=name,saskey                                                                        |
      | serviceendpoints?$filter=authvalue eq 's3cret'                                                              |
      | serviceendpoints?$filter=startswith(sastoken,'s')                                                           |
      | serviceendpoints?$orderby=authvalue                                                                         |
      | sdkmessageprocessingsteps?$expand=eventhandler_serviceendpoint($select=authvalue)                           |
      | sdkmessageprocessingsteps?$filter=eventhandler_serviceendpoint/authvalue ne null                            |
      | serviceendpoints?fetchXml=<fetch><entity name="serviceendpoint"><attribute name="authvalue"/></entity></fetch> |
      | serviceendpoints?fetchXml=<fetch aggregate="true"><entity name="serviceendpoint"><attribute name="authvalue" groupby="true" alias="a"/></entity></fetch> |
      | serviceendpoints?fetchXml=<fetch><entity name="serviceendpoint"><link-entity name="serviceendpoint" from="serviceendpointid" to="authvalue"/></entity></fetch> |

  @WH-002 @alone
  Scenario: FetchXML's all attributes are all but the secrets
    Given these rows of "serviceendpoints"
      | as   | name | contract | url                      | authtype | authvalue | path | solutionnamespace |
      | hook | Hook | 8        | http://receiver.example/ | 4        | s3cret    | ""   | ""                |
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints?fetchXml=<fetch><entity name="serviceendpoint"><all-attributes/></entity></fetch>
      """
    Then the status is 200
    And "/value/0/isauthvalueset" equals true
    And the body does not contain "s3cret"

  @WH-006
  Scenario: The steps of an endpoint are reached from it
    Given these rows of "serviceendpoints"
      | as    | name  | contract | url                      | authtype | path | solutionnamespace |
      | hook  | Hook  | 8        | http://receiver.example/ | 4        | ""   | ""                |
      | other | Other | 8        | http://receiver.example/ | 4        | ""   | ""                |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq 'Create'
      """
    And "/value/0/sdkmessageid" is remembered as "message"
    And these rows of "sdkmessageprocessingsteps"
      | name   | stage | mode | sdkmessageid@odata.bind | eventhandler_serviceendpoint@odata.bind |
      | First  | 40    | 1    | /sdkmessages({message}) | /serviceendpoints({hook})               |
      | Second | 20    | 0    | /sdkmessages({message}) | /serviceendpoints({hook})               |
      | Third  | 40    | 1    | /sdkmessages({message}) | /serviceendpoints({other})              |
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints({hook})/serviceendpoint_sdkmessageprocessingstep?$select=name,stage&$orderby=name
      """
    Then the rows are
      | name   | stage |
      | First  | 40    |
      | Second | 20    |

  @WH-029
  Scenario Outline: Queues, topics and hubs are registered, for asynchronous steps
    Given these rows of "serviceendpoints"
      | as   | name | contract   | authtype | namespaceaddress         | messageformat | saskeyname | saskey | path | solutionnamespace |
      | sink | Sink | <contract> | 2        | sb://contoso.example.com | 2             | Root       | s3cret | work | contoso           |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq 'Create'
      """
    And "/value/0/sdkmessageid" is remembered as "message"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Later","stage":40,"mode":1,"sdkmessageid@odata.bind":"/sdkmessages({message})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({sink})"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Now","stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({message})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({sink})"}
      """
    Then the status is 400
    And "/error/message" contains "asynchronously only"

    Examples:
      | contract |
      | 2        |
      | 5        |
      | 7        |

  @WH-029
  Scenario: A webhook that requests wait for does not become a queue
    Given these rows of "serviceendpoints"
      | as   | name | contract | url                      | authtype | path | solutionnamespace |
      | hook | Hook | 8        | http://receiver.example/ | 4        | ""   | ""                |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq 'Create'
      """
    And "/value/0/sdkmessageid" is remembered as "message"
    And these rows of "sdkmessageprocessingsteps"
      | name | stage | mode | sdkmessageid@odata.bind | eventhandler_serviceendpoint@odata.bind |
      | Now  | 40    | 0    | /sdkmessages({message}) | /serviceendpoints({hook})               |
    When a client sends
      """
      PATCH /api/data/v9.2/serviceendpoints({hook})

      {"contract":2,"authtype":2,"namespaceaddress":"sb://contoso.example.com","messageformat":2,"path":"work"}
      """
    Then the status is 400
    And "/error/message" contains "asynchronously only"

  @WH-040
  Scenario Outline: A webhook needs neither path nor service namespace: <given>
    When a client sends
      """
      POST /api/data/v9.2/serviceendpoints

      {"name":"n8n - account","url":"https://n8n.example.org/webhook/1/webhook","contract":8,"authtype":4,"authvalue":"code123"<given>}
      """
    Then the status is 204

    Examples:
      | given                            |
      |                                  |
      | ,"path":"","solutionnamespace":"" |

  @WH-041
  Scenario Outline: An endpoint without <column> is refused
    When a client sends
      """
      POST /api/data/v9.2/serviceendpoints

      <body>
      """
    Then the status is 400
    And "/error/code" equals 0x80040200
    And "/error/message" contains "'<column>'"

    Examples:
      | body                                                                              | column   |
      | {"url":"https://receiver.example/","contract":8,"authtype":4,"authvalue":"s3cret"} | name     |
      | {"name":"x","url":"https://receiver.example/","authtype":4,"authvalue":"s3cret"}   | contract |

  @WH-042
  Scenario: An assembly needs no culture and no public key token of the client
    When a client sends
      """
      POST /api/data/v9.2/pluginassemblies

      {"name":"Sample.Unsigned","version":"1.0.0.0","content":"AAAA"}
      """
    Then the status is 204

  @WH-002
  Scenario Outline: An endpoint that cannot work is refused
    When a client sends
      """
      POST /api/data/v9.2/serviceendpoints

      {"name":"Endpoint",<rest>,"solutionnamespace":""}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" matches "<text>"
    And the body does not contain "s3cret"

    Examples:
      | rest                                                                                                                                   | code       | text                      | status |
      | "contract":8,"authtype":4,"path":""                                                                                                    | 0x80040200 | 'url'                     | 400 |
      | "contract":8,"authtype":4,"url":"receiver.example/hook","path":""                                                                      | 0x80040203 | receiver.example/hook     | 400 |
      | "contract":8,"authtype":4,"url":"ftp://receiver.example/hook","path":""                                                                | 0x80040203 | http or https             | 400 |
      | "contract":8,"url":"https://receiver.example/","path":""                                                                               | 0x80040200 | 'authtype'                | 400 |
      | "contract":8,"authtype":2,"url":"https://receiver.example/","path":""                                                                  | 0x80040203 | SAS Key                   | 400 |
      | "contract":8,"authtype":5,"authvalue":"s3cret","url":"https://receiver.example/","path":""                                             | 0x80040203 | settings                  | 400 |
      | "contract":8,"authtype":6,"authvalue":"<settings><setting name='a'>s3cret</setting></settings>","url":"https://receiver.example/","path":"" | 0x80040203 | settings             | 400 |
      | "contract":8,"authtype":6,"authvalue":"<!DOCTYPE s [<!ENTITY a 's3cret'>]><settings/>","url":"https://receiver.example/","path":""     | 0x80040203 | settings                  | 400 |
      | "authtype":4,"url":"https://receiver.example/","path":""                                                                               | 0x80040200 | 'contract'                | 400 |
      | "contract":1,"path":""                                                                                                                 | emulator:not_emulated | OneWay.*not emulated | 501 |
      | "contract":3,"path":""                                                                                                                 | emulator:not_emulated | Rest.*not emulated | 501 |
      | "contract":9,"path":""                                                                                                                 | emulator:not_emulated | Event Grid.*not emulated | 501 |
      | "contract":2,"authtype":1,"path":"work"                                                                                                | 0x80050209 | ACS authentication        | 400 |
      | "contract":2,"authtype":4,"path":"work"                                                                                                | emulator:not_emulated | Webhook Key.*not emulated | 501 |
      | "contract":2,"authtype":2,"path":"work","messageformat":2                                                                              | 0x80040200 | 'namespaceaddress'        | 400 |
      | "contract":2,"authtype":2,"path":"","messageformat":2,"namespaceaddress":"sb://contoso.example.com"                                    | 0x80040200 | 'path'                    | 400 |
      | "contract":5,"authtype":3,"path":"work","namespaceaddress":"sb://contoso.example.com"                                                  | 0x80040200 | 'messageformat'           | 400 |
      | "contract":7,"authtype":2,"path":"work","messageformat":1,"namespaceaddress":"sb://contoso.example.com"                                | emulator:not_emulated | Binary XML.*not emulated | 501 |
      | "contract":8,"authtype":4,"url":"https://receiver.example/","path":"","usekeyvaultconfiguration":true                                  | emulator:not_emulated | key vault.*not emulated | 501 |

  @WH-002
  Scenario Outline: A change is checked against what the endpoint has
    Given these rows of "serviceendpoints"
      | as   | name | contract | url                      | authtype | authvalue | path | solutionnamespace |
      | hook | Hook | 8        | http://receiver.example/ | 4        | s3cret    | ""   | ""                |
    When a client sends
      """
      PATCH /api/data/v9.2/serviceendpoints({hook})

      <change>
      """
    Then the status is <status>

    Examples:
      | change                                                                                       | status |
      | {"url":"https://receiver.example/other"}                                                     | 204    |
      | {"url":null}                                                                                 | 400    |
      | {"authtype":5}                                                                               | 400    |
      | {"authtype":5,"authvalue":"<settings><setting name='X' value='Y' /></settings>"}              | 204    |
      | {"authtype":5,"authvalue":null}                                                              | 204    |
      | {"contract":2}                                                                               | 501    |
