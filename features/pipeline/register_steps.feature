@alone
Feature: Register plug-in steps
  A step says which handler runs at which stage of which message. Messages and their filters are rows that come with
  the platform and with custom APIs.

  Background:
    Given these rows of "serviceendpoints"
      | as    | name  | contract | url                       | authtype | namespaceaddress          | messageformat | path | solutionnamespace |
      | hook  | Hook  | 8        | https://localhost/receive | 4        |                           |               | ""   | ""                |
      | queue | Queue | 2        |                           | 2        | sb://contoso.example.com/ | 2             | work | ""                |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$select=sdkmessageid,name&$filter=name eq 'OnBackgroundOperationComplete'
      """
    And "/value/0/sdkmessageid" is remembered as "completed"
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$select=sdkmessageid&$filter=name eq 'Update'
      """
    And "/value/0/sdkmessageid" is remembered as "update"
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=sdkmessagefilterid&$filter=_sdkmessageid_value eq {update} and primaryobjecttypecode eq 'account'
      """
    And "/value/0/sdkmessagefilterid" is remembered as "update of accounts"

  @PL-001 @BG-0A0
  Scenario: The message of the completion event is found by its name
    When a client sends
      """
      GET /api/data/v9.2/sdkmessages?$select=sdkmessageid,name&$filter=name eq 'OnBackgroundOperationComplete'
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals OnBackgroundOperationComplete
    And "/value/0/sdkmessageid" is a guid
    When a client sends
      """
      GET /api/data/v9.2/customapis?$select=allowedcustomprocessingsteptype,bindingtype,isfunction,_sdkmessageid_value&$filter=uniquename eq 'OnBackgroundOperationComplete'
      """
    Then the body has
      | /value/0/allowedcustomprocessingsteptype | 1           |
      | /value/0/bindingtype                     | 0           |
      | /value/0/isfunction                      | false       |
      | /value/0/_sdkmessageid_value             | {completed} |

  @PL-001
  Scenario Outline: Every message of the platform is a row
    When a client sends
      """
      GET /api/data/v9.2/sdkmessages?$select=name,isreadonly&$filter=name eq '<name>'
      """
    Then the rows are
      | name   | isreadonly |
      | <name> | <reads>    |

    Examples:
      | name                        | reads |
      | Create                      | false |
      | Retrieve                    | true  |
      | RetrieveMultiple            | true  |
      | Update                      | false |
      | Upsert                      | false |
      | Delete                      | false |
      | WhoAmI                      | true  |
      | RetrieveVersion             | true  |
      | RetrieveCurrentOrganization | true  |
      | ExecuteBackgroundOperation  | false |

  @PL-002
  Scenario Outline: The filter of a message is found by message and table
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=primaryobjecttypecode,secondaryobjecttypecode,iscustomprocessingstepallowed&$filter=sdkmessageid/name eq '<message>' and primaryobjecttypecode eq '<table>'
      """
    Then the rows are
      | primaryobjecttypecode | secondaryobjecttypecode | iscustomprocessingstepallowed |
      | <table>               | none                    | <steps>                       |

    Examples:
      | message          | table                    | steps |
      | Create           | account                  | true  |
      | RetrieveMultiple | contact                  | true  |
      | Upsert           | account                  | false |
      | Update           | sdkmessageprocessingstep | false |
      | Retrieve         | sdkmessage               | false |

  @PL-002
  Scenario: The filters of a message are reached from it
    When a client sends
      """
      GET /api/data/v9.2/sdkmessages({update})/sdkmessageid_sdkmessagefilter?$select=primaryobjecttypecode&$filter=sdkmessagefilterid eq {update of accounts}
      """
    Then the rows are
      | primaryobjecttypecode |
      | account               |

  @PL-010 @BG-0A4
  Scenario: A webhook is registered on a message without a table
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Completed","stage":40,"mode":1,"rank":1,"supporteddeployment":0,"asyncautodelete":true,
       "sdkmessageid@odata.bind":"/sdkmessages({completed})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})"}
      """
    Then the status is 204
    And the id of the new row is remembered as "step"
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps({step})
      """
    Then the body has
      | name                 | Completed   |
      | stage                | 40          |
      | mode                 | 1           |
      | rank                 | 1           |
      | asyncautodelete      | true        |
      | statecode            | 0           |
      | statuscode           | 1           |
      | invocationsource     | 0           |
      | _sdkmessageid_value  | {completed} |
      | _eventhandler_value  | {hook}      |
      | _plugintypeid_value  | null        |

  @PL-011
  Scenario Outline: A plug-in is the handler by either of its names
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Cleanup","stage":20,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "<name>@odata.bind":"/plugintypes(c839f0af-ee64-4a9e-9a99-3dff26ff38b6)"}
      """
    Then the status is 204
    And the id of the new row is remembered as "step"
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps({step})?$select=rank,supporteddeployment,_plugintypeid_value,_eventhandler_value
      """
    Then the body has
      | rank                | 1                                    |
      | supporteddeployment | 0                                    |
      | _plugintypeid_value | c839f0af-ee64-4a9e-9a99-3dff26ff38b6 |
      | _eventhandler_value | c839f0af-ee64-4a9e-9a99-3dff26ff38b6 |

    Examples:
      | name                    |
      | eventhandler_plugintype |
      | plugintypeid            |

  @PL-012 @PL-017
  Scenario: A step on a table reads as documented
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Renamed","stage":40,"mode":0,"filteringattributes":"name, telephone1",
       "sdkmessageid@odata.bind":"/sdkmessages({update})",
       "sdkmessagefilterid@odata.bind":"/sdkmessagefilters({update of accounts})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})"}
      """
    Then the status is 204
    And the id of the new row is remembered as "step"
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps({step})?$select=name,description,filteringattributes,asyncautodelete,mode,stage&$expand=plugintypeid($select=friendlyname),eventhandler_serviceendpoint($select=name),sdkmessagefilterid($select=primaryobjecttypecode),sdkmessageid($select=name)
      """
    Then the status is 200
    And the body has
      | name                                      | Renamed          |
      | description                               | null             |
      | filteringattributes                       | name, telephone1 |
      | asyncautodelete                           | false            |
      | plugintypeid                              | null             |
      | /eventhandler_serviceendpoint/name        | Hook             |
      | /sdkmessagefilterid/primaryobjecttypecode | account          |
      | /sdkmessageid/name                        | Update           |

  @PL-010 @PL-014
  Scenario: An endpoint, a step on it and the step's image are made in one request, or not at all
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Whole","stage":40,"mode":1,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "sdkmessagefilterid@odata.bind":"/sdkmessagefilters({update of accounts})",
       "eventhandler_serviceendpoint":{"name":"Inner","contract":8,"authtype":4,"url":"https://localhost/inner","path":"","solutionnamespace":""},
       "sdkmessageprocessingstepid_sdkmessageprocessingstepimage":[
         {"name":"Before","imagetype":0,"entityalias":"Pre","messagepropertyname":"Target","attributes":"name"}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Broken","stage":40,"mode":1,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "sdkmessagefilterid@odata.bind":"/sdkmessagefilters({update of accounts})",
       "eventhandler_serviceendpoint":{"name":"Lost","contract":8,"authtype":4,"url":"https://localhost/inner","path":"","solutionnamespace":""},
       "sdkmessageprocessingstepid_sdkmessageprocessingstepimage":[
         {"name":"Before","imagetype":0,"entityalias":"Pre","messagepropertyname":"Target","attributes":"nonsense"}]}
      """
    Then the status is 400
    And "/error/code" equals 0x80041103
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps?$select=name&$filter=name eq 'Whole' or name eq 'Broken'&$expand=eventhandler_serviceendpoint($select=name),sdkmessageprocessingstepid_sdkmessageprocessingstepimage($select=name)
      """
    Then "value" has 1 item
    And the body has
      | /value/0/name                              | Whole |
      | /value/0/eventhandler_serviceendpoint/name | Inner |
    And "/value/0/sdkmessageprocessingstepid_sdkmessageprocessingstepimage" has 1 item
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints?$select=name&$filter=name eq 'Lost'
      """
    Then "value" has 0 items

  @PL-013
  Scenario Outline: A step is disabled and enabled
    Given these rows of "sdkmessageprocessingsteps"
      | as   | name | stage | mode | sdkmessageid@odata.bind | eventhandler_serviceendpoint@odata.bind |
      | step | Step | 40    | 0    | /sdkmessages({update})  | /serviceendpoints({hook})               |
    When a client sends
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      <change>
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps({step})?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | <state>  |
      | statuscode | <reason> |

    Examples:
      | change                         | status | state | reason |
      | {"statecode":1,"statuscode":2} | 204    | 1     | 2      |
      | {"statecode":1}                | 204    | 1     | 2      |
      | {"statecode":0,"statuscode":1} | 204    | 0     | 1      |
      | {"statecode":1,"statuscode":1} | 400    | 0     | 1      |
      | {"statuscode":2}               | 400    | 0     | 1      |

  @PL-014
  Scenario: An image is registered for a step
    Given these rows of "sdkmessageprocessingsteps"
      | as   | name | stage | mode | sdkmessageid@odata.bind | sdkmessagefilterid@odata.bind           | eventhandler_serviceendpoint@odata.bind |
      | step | Step | 40    | 0    | /sdkmessages({update})  | /sdkmessagefilters({update of accounts}) | /serviceendpoints({hook})               |
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingstepimages

      {"name":"Before","imagetype":0,"entityalias":"Pre","messagepropertyname":"Target","attributes":"name,telephone1",
       "sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingstepimages

      {"name":"After","imagetype":1,"entityalias":"Pre","messagepropertyname":"Target",
       "sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps({step})/sdkmessageprocessingstepid_sdkmessageprocessingstepimage?$select=name,imagetype&$orderby=name
      """
    Then the rows are
      | name   | imagetype |
      | After  | 1         |
      | Before | 0         |
    When a client sends
      """
      DELETE /api/data/v9.2/sdkmessageprocessingsteps({step})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingstepimages?$select=name
      """
    Then "value" has 0 items

  @PL-014
  Scenario Outline: An image that its step cannot have is refused
    Given a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq '<message>'
      """
    And "/value/0/sdkmessageid" is remembered as "message"
    And these rows of "sdkmessageprocessingsteps"
      | as   | name | stage   | mode | sdkmessageid@odata.bind | eventhandler_serviceendpoint@odata.bind |
      | step | Step | <stage> | 0    | /sdkmessages({message}) | /serviceendpoints({hook})               |
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingstepimages

      {"name":"Image","imagetype":<type>,"entityalias":"Image","messagepropertyname":"<property>",
       "sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"}
      """
    Then the status is 400
    And "/error/code" equals <code>
    And "/error/message" equals <text>

    Examples:
      | message  | stage | type | property | code       | text                                                        |
      | Create   | 40    | 0    | Id       | 0x8004416d | Message Create does not support this image type.            |
      | Create   | 40    | 2    | Id       | 0x8004416d | Message Create does not support this image type.            |
      | Create   | 40    | 1    | Target   | 0x8004416b | Message property name 'Target' is not valid on message Create. |
      | Create   | 20    | 1    | Id       | 0x8004416e | PreEvent step registration does not support Post Image.     |
      | Update   | 10    | 1    | Target   | 0x8004416e | PreEvent step registration does not support Post Image.     |
      | Update   | 40    | 0    | Id       | 0x8004416b | Message property name 'Id' is not valid on message Update.  |
      | Delete   | 40    | 1    | Target   | 0x8004416d | Message Delete does not support this image type.            |
      | Retrieve | 40    | 0    | Target   | 0x80044189 | Message 'Retrieve' does not support image registration.     |

  @PL-014
  Scenario Outline: An image with missing or surplus columns is refused
    Given these rows of "sdkmessageprocessingsteps"
      | as   | name | stage | mode | sdkmessageid@odata.bind | sdkmessagefilterid@odata.bind           | eventhandler_serviceendpoint@odata.bind |
      | step | Step | 40    | 0    | /sdkmessages({update})  | /sdkmessagefilters({update of accounts}) | /serviceendpoints({hook})               |
    And these rows of "sdkmessageprocessingstepimages"
      | name | imagetype | entityalias | messagepropertyname | sdkmessageprocessingstepid@odata.bind |
      | Both | 2         | Taken       | Target              | /sdkmessageprocessingsteps({step})    |
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingstepimages

      {"name":"Image","messagepropertyname":"Target",<rest>}
      """
    Then the status is <status>
    And "/error/code" equals <code>

    Examples:
      | rest                                                                                                                                            | status | code       |
      | "imagetype":0,"sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"                                                       | 400    | 0x80040200 |
      | "imagetype":0,"entityalias":"Image"                                                                                                              | 400    | 0x80040200 |
      | "entityalias":"Image","sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"                                               | 400    | 0x80040200 |
      | "imagetype":1,"entityalias":"Taken","sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"                                 | 400    | 0x80040203 |
      | "imagetype":0,"entityalias":"Image","attributes":"name,nonsense","sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"    | 400    | 0x80041103 |
      | "imagetype":0,"entityalias":"Image","sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps(00000000-0000-4000-8000-00000000dead)"   | 404    | 0x80040217 |

  @PL-015
  Scenario Outline: An asynchronous step runs after the operation
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Early","stage":<stage>,"mode":1,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})"}
      """
    Then the status is 400
    And "/error/message" contains "stage 40 is expected"

    Examples:
      | stage |
      | 10    |
      | 20    |

  @PL-015
  Scenario Outline: A stage that is the platform's own is refused
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Inside","stage":<stage>,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})"}
      """
    Then the status is 400
    And "/error/code" equals 0x80044184
    And "/error/message" contains "Invalid plug-in registration stage."

    Examples:
      | stage |
      | 5     |
      | 15    |
      | 25    |
      | 30    |
      | 35    |
      | 45    |
      | 50    |
      | 55    |

  @BG-0A6 @CA-021 @CA-022 @PL-016
  Scenario Outline: A custom API's allowedcustomprocessingsteptype limits its steps
    Given these rows of "customapis"
      | uniquename  | name  | displayname | description | bindingtype | isfunction | workflowsdkstepenabled | allowedcustomprocessingsteptype |
      | sample_Hook | Hook  | Hook        | Hook        | 0           | false      | false                  | <allowed>                       |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq '<message>'
      """
    And "/value/0/sdkmessageid" is remembered as "message"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Step","stage":<stage>,"mode":<mode>,"sdkmessageid@odata.bind":"/sdkmessages({message})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})"}
      """
    Then the status is 400
    And "/error/code" equals 0x80044187
    And "/error/message" equals Custom SdkMessageProcessingStep is not allowed on the specified message and entity.

    Examples:
      | message                       | allowed | stage | mode |
      | OnBackgroundOperationComplete | 0       | 40    | 0    |
      | OnBackgroundOperationComplete | 0       | 20    | 0    |
      | sample_Hook                   | 0       | 40    | 1    |
      | sample_Hook                   | 0       | 10    | 0    |
      | sample_Hook                   | 1       | 40    | 0    |
      | Upsert                        | 2       | 40    | 0    |
      | ExecuteBackgroundOperation    | 2       | 40    | 0    |

  @CA-021
  Scenario Outline: A custom API takes the steps that it allows
    Given these rows of "customapis"
      | uniquename  | name  | displayname | description | bindingtype | isfunction | workflowsdkstepenabled | allowedcustomprocessingsteptype |
      | sample_Hook | Hook  | Hook        | Hook        | 0           | false      | false                  | <allowed>                       |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq 'sample_Hook'
      """
    And "/value/0/sdkmessageid" is remembered as "message"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Step","stage":<stage>,"mode":<mode>,"sdkmessageid@odata.bind":"/sdkmessages({message})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})"}
      """
    Then the status is 204

    Examples:
      | allowed | stage | mode |
      | 1       | 40    | 1    |
      | 2       | 10    | 0    |
      | 2       | 20    | 0    |
      | 2       | 40    | 0    |
      | 2       | 40    | 1    |

  @PL-016
  Scenario: A table that is no event takes no steps
    Given a client has sent
      """
      GET /api/data/v9.2/sdkmessagefilters?$filter=_sdkmessageid_value eq {update} and primaryobjecttypecode eq 'sdkmessageprocessingstep'
      """
    And "/value/0/sdkmessagefilterid" is remembered as "filter"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Step","stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "sdkmessagefilterid@odata.bind":"/sdkmessagefilters({filter})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})"}
      """
    Then the status is 400
    And "/error/code" equals 0x80044187

  @PL-010 @PL-011 @PL-012
  Scenario Outline: A step with contradictory columns is refused
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Step",<rest>}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" matches "<text>"

    Examples:
      | rest | status | code | text |
      | "stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})" | 400 | 0x80040200 | 'eventhandler' |
      | "stage":40,"mode":0,"eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x80040200 | 'sdkmessageid' |
      | "mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x80040200 | 'stage' |
      | "stage":40,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x80040200 | 'mode' |
      | "stage":41,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x8004431a | 'stage' |
      | "stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages(00000000-0000-4000-8000-00000000dead)","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 404 | 0x80040217 | sdkmessage |
      | "stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints(00000000-0000-4000-8000-00000000dead)" | 404 | 0x80040217 | serviceendpoint |
      | "stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})","plugintypeid@odata.bind":"/plugintypes(00000000-0000-4000-8000-00000000dead)" | 404 | 0x80040217 | plugintype |
      | "stage":40,"mode":1,"sdkmessageid@odata.bind":"/sdkmessages({completed})","sdkmessagefilterid@odata.bind":"/sdkmessagefilters({update of accounts})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x80040203 | does not belong to message 'OnBackgroundOperationComplete' |
      | "stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})","plugintypeid@odata.bind":"/plugintypes(c839f0af-ee64-4a9e-9a99-3dff26ff38b6)" | 400 | 0x80040203 | one handler |
      | "stage":40,"mode":0,"asyncautodelete":true,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x80040203 | asyncautodelete |
      | "stage":40,"mode":0,"supporteddeployment":1,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 501 | emulator:not_emulated | Outlook.*not emulated |
      | "stage":40,"mode":0,"invocationsource":1,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 501 | emulator:not_emulated | invocationsource.*not emulated |
      | "stage":40,"mode":0,"filteringattributes":"name","sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x80040203 | filteringattributes |
      | "stage":40,"mode":0,"filteringattributes":"name,nonsense","sdkmessageid@odata.bind":"/sdkmessages({update})","sdkmessagefilterid@odata.bind":"/sdkmessagefilters({update of accounts})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})" | 400 | 0x80041103 | 'nonsense' |
      | "stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({update})","eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({queue})" | 400 | 0x80040203 | asynchronously only |

  @PL-012
  Scenario: Only a step for the server alone has a secure configuration
    Given these rows of "sdkmessageprocessingstepsecureconfigs"
      | as     | secureconfig |
      | config | hidden       |
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Step","stage":40,"mode":0,"supporteddeployment":2,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({hook})",
       "sdkmessageprocessingstepsecureconfigid@odata.bind":"/sdkmessageprocessingstepsecureconfigs({config})"}
      """
    Then the status is 400
    And "/error/code" equals 0x80044185

  @PL-013 @PL-015
  Scenario Outline: A change is checked against what the step has
    Given these rows of "sdkmessageprocessingsteps"
      | as   | name | stage | mode | asyncautodelete | filteringattributes | sdkmessageid@odata.bind | sdkmessagefilterid@odata.bind           | eventhandler_serviceendpoint@odata.bind |
      | step | Step | 40    | 1    | true            | name                | /sdkmessages({update})  | /sdkmessagefilters({update of accounts}) | /serviceendpoints({hook})               |
    And these rows of "sdkmessageprocessingstepimages"
      | name  | imagetype | entityalias | messagepropertyname | sdkmessageprocessingstepid@odata.bind |
      | After | 1         | Post        | Target              | /sdkmessageprocessingsteps({step})    |
    When a client sends
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      <change>
      """
    Then the status is <status>

    Examples:
      | change                                                                            | status |
      | {"description":"Runs later","rank":7}                                             | 204    |
      | {"mode":0,"asyncautodelete":false}                                                | 204    |
      | {"mode":0}                                                                        | 400    |
      | {"stage":20}                                                                      | 400    |
      | {"stage":20,"mode":0,"asyncautodelete":false}                                     | 400    |
      | {"filteringattributes":"nonsense"}                                                | 400    |
      | {"sdkmessagefilterid@odata.bind":null}                                            | 400    |
      | {"sdkmessageid@odata.bind":"/sdkmessages({completed})"}                           | 400    |
      | {"eventhandler_serviceendpoint@odata.bind":null}                                  | 400    |
      | {"eventhandler_plugintype@odata.bind":"/plugintypes(c839f0af-ee64-4a9e-9a99-3dff26ff38b6)"} | 204 |
      | {"plugintypeid@odata.bind":null}                                                  | 204    |
      | {"eventhandler_serviceendpoint@odata.bind":"/serviceendpoints(00000000-0000-4000-8000-00000000dead)"} | 404 |

  @PL-011
  Scenario: A plug-in type with steps cannot be deleted, a service endpoint is deleted with its steps
    Given these rows of "sdkmessageprocessingsteps"
      | as     | name   | stage | mode | sdkmessageid@odata.bind | plugintypeid@odata.bind                             | eventhandler_serviceendpoint@odata.bind |
      | plugin | Plugin | 40    | 0    | /sdkmessages({update})  | /plugintypes(c839f0af-ee64-4a9e-9a99-3dff26ff38b6) |                                         |
      | hooked | Hooked | 40    | 0    | /sdkmessages({update})  |                                                     | /serviceendpoints({hook})               |
    When a client sends
      """
      DELETE /api/data/v9.2/plugintypes(c839f0af-ee64-4a9e-9a99-3dff26ff38b6)
      """
    Then the status is 405
    And "/error/code" equals 0x80040227
    When a client sends
      """
      DELETE /api/data/v9.2/serviceendpoints({hook})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps?$select=name&$filter=not startswith(name,'Contoso.CustomApis.')
      """
    Then the rows are
      | name   |
      | Plugin |

  @CA-020
  Scenario: A custom API's message is created and deleted with it
    Given these rows of "customapis"
      | as  | uniquename  | name | displayname | description | bindingtype | boundentitylogicalname | isfunction | workflowsdkstepenabled | allowedcustomprocessingsteptype |
      | api | sample_Hook | Hook | Hook        | Hook        | 1           | account                | false      | false                  | 2                               |
    When a client sends
      """
      GET /api/data/v9.2/customapis({api})?$select=uniquename&$expand=sdkmessageid($select=name)
      """
    Then "/sdkmessageid/name" equals sample_Hook
    And "/sdkmessageid/sdkmessageid" is remembered as "message"
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=sdkmessagefilterid,primaryobjecttypecode,iscustomprocessingstepallowed&$filter=_sdkmessageid_value eq {message}
      """
    Then the rows are
      | primaryobjecttypecode | iscustomprocessingstepallowed |
      | account               | true                          |
    And "/value/0/sdkmessagefilterid" is remembered as "filter"
    Given these rows of "sdkmessageprocessingsteps"
      | as   | name | stage | mode | sdkmessageid@odata.bind | sdkmessagefilterid@odata.bind | eventhandler_serviceendpoint@odata.bind |
      | step | Step | 40    | 0    | /sdkmessages({message}) | /sdkmessagefilters({filter})  | /serviceendpoints({hook})               |
    When a client sends
      """
      DELETE /api/data/v9.2/customapis({api})
      """
    Then the status is 405
    And "/error/code" equals 0x80040227
    When a client sends
      """
      DELETE /api/data/v9.2/sdkmessageprocessingsteps({step})
      """
    And a client sends
      """
      DELETE /api/data/v9.2/customapis({api})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq 'sample_Hook'
      """
    Then "value" has 0 items

  @PL-001 @PL-002
  Scenario Outline: Messages and their filters are the platform's to write
    When a client sends
      """
      <request>
      """
    Then the status is 400
    And "/error/code" equals 0x80040800
    And "/error/message" equals The '<message>' method does not support entities of type '<table>'

    Examples:
      | request | message | table |
      | POST /api/data/v9.2/sdkmessages\n\n{"name":"sample_Own"} | Create | sdkmessage |
      | DELETE /api/data/v9.2/sdkmessages({update}) | Delete | sdkmessage |
      | PATCH /api/data/v9.2/sdkmessagefilters({update of accounts})\n\n{"restrictionlevel":1} | Update | sdkmessagefilter |
      | DELETE /api/data/v9.2/sdkmessagefilters({update of accounts}) | Delete | sdkmessagefilter |

  @BG-0A0
  Scenario Outline: The custom API of the completion event cannot be touched
    Given a client has sent
      """
      GET /api/data/v9.2/customapis?$select=uniquename&$filter=uniquename eq 'OnBackgroundOperationComplete'&$expand=CustomAPIRequestParameters($select=uniquename)
      """
    And "/value/0/customapiid" is remembered as "api"
    And "/value/0/CustomAPIRequestParameters/0/customapirequestparameterid" is remembered as "parameter"
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 405
    And "/error/message" contains "'OnBackgroundOperationComplete' is internal to the platform"

    Examples:
      | request                                                     | body                                                                                        |
      | PATCH /api/data/v9.2/customapis({api})                      | {"displayname":"Mine"}                                                                      |
      | DELETE /api/data/v9.2/customapis({api})                     |                                                                                             |
      | PATCH /api/data/v9.2/customapirequestparameters({parameter}) | {"displayname":"Mine"}                                                                     |
      | DELETE /api/data/v9.2/customapirequestparameters({parameter}) |                                                                                           |
      | POST /api/data/v9.2/customapirequestparameters              | {"uniquename":"More","name":"More","displayname":"More","type":10,"isoptional":true,"CustomAPIId@odata.bind":"customapis({api})"} |

  @BG-0A1 @BG-0A2 @BG-0AA
  Scenario: The completion event has its documented parameters, and can be called by hand
    When a client sends
      """
      GET /api/data/v9.2/customapis?$select=uniquename&$filter=uniquename eq 'OnBackgroundOperationComplete'&$expand=CustomAPIRequestParameters($select=uniquename,type),CustomAPIResponseProperties($select=uniquename,type)
      """
    Then the body has
      | /value/0/CustomAPIRequestParameters/0/uniquename  | PayloadType                   |
      | /value/0/CustomAPIRequestParameters/0/type        | 7                             |
      | /value/0/CustomAPIRequestParameters/1/uniquename  | LocationUrl                   |
      | /value/0/CustomAPIRequestParameters/1/type        | 10                            |
      | /value/0/CustomAPIRequestParameters/2/uniquename  | BackgroundOperationId         |
      | /value/0/CustomAPIRequestParameters/2/type        | 12                            |
      | /value/0/CustomAPIResponseProperties/0/uniquename | OperationName                 |
      | /value/0/CustomAPIResponseProperties/0/type       | 10                            |
      | /value/0/CustomAPIResponseProperties/1/uniquename | BackgroundOperationStateCode  |
      | /value/0/CustomAPIResponseProperties/2/uniquename | BackgroundOperationStatusCode |
    When a client sends
      """
      POST /api/data/v9.2/OnBackgroundOperationComplete

      {"PayloadType":0,"LocationUrl":"{org}/api/backgroundoperation/00000000-0000-4000-8000-000000000001","BackgroundOperationId":"00000000-0000-4000-8000-000000000001"}
      """
    Then the status is 200
    And "OperationName" is null
    And "BackgroundOperationStateCode" equals 0

  @PL-011
  Scenario: A plug-in type tells of its assembly
    Given these rows of "pluginassemblies"
      | as       | name    | version | culture | publickeytoken   | content | password |
      | assembly | Contoso | 2.1.0.0 | neutral | 927f986a04c54a2f | TVo=    | s3cret   |
    And these rows of "plugintypes"
      | as   | typename         | friendlyname | pluginassemblyid@odata.bind     |
      | type | Contoso.Reminder | Reminder     | /pluginassemblies({assembly})   |
    When a client sends
      """
      PATCH /api/data/v9.2/pluginassemblies({assembly})

      {"version":"2.2.0.0"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/plugintypes({type})?$select=assemblyname,version,culture,publickeytoken,major,minor&$expand=pluginassemblyid($select=name,major,minor,ispasswordset)
      """
    Then the body has
      | assemblyname                    | Contoso          |
      | version                         | 2.2.0.0          |
      | culture                         | neutral          |
      | publickeytoken                  | 927f986a04c54a2f |
      | major                           | 2                |
      | minor                           | 2                |
      | /pluginassemblyid/minor         | 2                |
      | /pluginassemblyid/ispasswordset | true             |
    And the body does not contain "s3cret"
