Feature: Define a custom API
  A custom API is a row with rows of parameters and response properties; creating them makes it callable.

  @CA-010 @CA-015 @CA-023
  Scenario: One request creates the custom API with its parameters and properties
    When a client sends
      """
      POST /api/data/v9.1/customapis
      Content-Type: application/json; charset=utf-8
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Accept: application/json

      {
        "uniquename": "sample_MyExample",
        "name": "sample_MyExample",
        "displayname": "My example",
        "description": "An example",
        "bindingtype": 0,
        "boundentitylogicalname": null,
        "isfunction": false,
        "isprivate": false,
        "allowedcustomprocessingsteptype": 0,
        "executeprivilegename": null,
        "workflowsdkstepenabled": false,
        "iscustomizable": {"Value": false},
        "CustomAPIRequestParameters": [
          {"uniquename": "InputParameter", "name": "sample_MyExample.InputParameter", "displayname": "Input",
           "description": "Input", "type": 10, "isoptional": false, "logicalentityname": null,
           "iscustomizable": {"Value": false}}
        ],
        "CustomAPIResponseProperties": [
          {"uniquename": "OutputParameter", "name": "sample_MyExample.OutputParameter", "displayname": "Output",
           "description": "Output", "type": 10, "logicalentityname": null, "iscustomizable": {"Value": false}}
        ]
      }
      """
    Then the status is 204
    And the header "OData-Version" is "4.0"
    And the header "OData-EntityId" matches "/api/data/v9\.1/customapis\([0-9a-f-]{36}\)$"
    And the id of the new row is remembered as "api"
    When a client sends
      """
      POST /api/data/v9.2/sample_MyExample

      {"InputParameter":"x"}
      """
    Then the status is 200
    And "OutputParameter" is null

  @CA-011 @CA-013 @CA-016
  Scenario Outline: Row by row, the parts are bound to the custom API
    When a client sends
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Parts","name":"sample_Parts","displayname":"Parts","description":"Parts","bindingtype":0,
       "isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,
       "iscustomizable":{"Value":false}}
      """
    Then the status is 204
    And the id of the new row is remembered as "api"
    When a client sends
      """
      POST /api/data/v9.2/customapirequestparameters

      {"uniquename":"Count","name":"sample_Parts.Count","displayname":"Count","type":7,"isoptional":true,
       "CustomAPIId@odata.bind":"<address>"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/customapiresponseproperties

      {"uniquename":"Double","name":"sample_Parts.Double","displayname":"Double","type":7,
       "CustomAPIId@odata.bind":"<address>"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Parts

      {"Count":1}
      """
    Then the status is 200
    And "Double" equals 0

    Examples:
      | address                              |
      | customapis({api})                    |
      | /customapis({api})                   |
      | {org}/api/data/v9.2/customapis({api}) |

  @CA-010 @CA-002
  Scenario: The documented query reads custom APIs with their parts
    Given the custom API "sample_One"
      | kind               | name  | type    |
      | parameter          | Title | String  |
      | optional parameter | Year  | Integer |
      | property           | Id    | Guid    |
    And the custom API "sample_Two"
      | kind      | name  | type    |
      | parameter | Title | Boolean |
    When a client sends
      """
      GET /api/data/v9.1/customapis?$select=uniquename,allowedcustomprocessingsteptype,bindingtype,boundentitylogicalname,description,displayname,executeprivilegename,iscustomizable,isfunction,isprivate,workflowsdkstepenabled&$expand=CustomAPIRequestParameters($select=uniquename,name,description,displayname,type,logicalentityname,isoptional),CustomAPIResponseProperties($select=uniquename,name,description,displayname,type,logicalentityname),PluginTypeId($select=plugintypeid,typename,version,name,assemblyname)&$filter=uniquename eq 'sample_One'
      """
    Then the status is 200
    And "value" has 1 item
    And the body has
      | /value/0/uniquename                                  | sample_One            |
      | /value/0/displayname                                 | Display of sample_One |
      | /value/0/bindingtype                                 | 0                     |
      | /value/0/boundentitylogicalname                      | null                  |
      | /value/0/isfunction                                  | false                 |
      | /value/0/PluginTypeId                                | null                  |
      | /value/0/CustomAPIResponseProperties/0/uniquename    | Id                    |
      | /value/0/CustomAPIResponseProperties/0/type          | 12                    |
    And "/value/0/CustomAPIRequestParameters" has 2 items
    And "/value/0/CustomAPIResponseProperties" has 1 item
    When a client sends
      """
      GET /api/data/v9.2/customapirequestparameters?$select=uniquename,type,isoptional&$filter=_customapiid_value eq {custom api}
      """
    Then the rows are
      | uniquename | type | isoptional |
      | Title      | 0    | false      |

  @CA-002
  Scenario: Two custom APIs may have parameters of one name and different types
    Given the custom API "sample_One"
      | kind      | name  | type    |
      | parameter | Value | String  |
    And the custom API "sample_Two"
      | kind      | name  | type    |
      | parameter | Value | Integer |
    When a client sends
      """
      POST /api/data/v9.2/sample_One

      {"Value":"x"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Two

      {"Value":1}
      """
    Then the status is 204

  @CA-001 @CA-004
  Scenario Outline: Columns that identify a custom API cannot be changed
    Given the custom API "sample_Fixed"
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({custom api})
      If-Match: *

      {"<column>":<value>}
      """
    Then the status is 400
    And "/error/code" equals 0x80040203

    Examples:
      | column                          | value          |
      | uniquename                      | "sample_Other" |
      | bindingtype                     | 1              |
      | boundentitylogicalname          | "account"      |
      | isfunction                      | true           |
      | allowedcustomprocessingsteptype | 2              |
      | workflowsdkstepenabled          | true           |

  @CA-001
  Scenario Outline: Columns that identify a parameter cannot be changed
    Given the custom API "sample_Fixed"
      | kind      | name  | type   |
      | parameter | Title | String |
    When a client sends
      """
      GET /api/data/v9.2/customapirequestparameters?$select=uniquename&$filter=_customapiid_value eq {custom api}
      """
    Then "/value/0/customapirequestparameterid" is remembered as "parameter"
    When a client sends
      """
      PATCH /api/data/v9.2/customapirequestparameters({parameter})
      If-Match: *

      {"<column>":<value>}
      """
    Then the status is 400

    Examples:
      | column            | value     |
      | uniquename        | "Other"   |
      | type              | 7         |
      | isoptional        | true      |
      | logicalentityname | "account" |

  @CA-001
  Scenario: Descriptive columns of a custom API can be changed
    Given the custom API "sample_Fixed"
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({custom api})
      If-Match: *

      {"displayname":"Another name","description":"Another description","isprivate":true}
      """
    Then the status is 204
    When "sample_Fixed" is submitted
    Then the operation's "displayname" is Another name

  @CA-004
  Scenario: A unique name is unique
    Given the custom API "sample_Once"
    When a client sends
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Once","name":"again","displayname":"again","description":"again","bindingtype":0,
       "isfunction":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false}
      """
    Then the status is 412
    And "/error/code" equals 0x80040237

  @CA-004
  Scenario Outline: A unique name begins with a customization prefix and has no special characters
    When a client sends
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"<name>","name":"n","displayname":"d","description":"d","bindingtype":0,
       "isfunction":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false}
      """
    Then the status is 400
    And "/error/message" is a text

    Examples:
      | name           |
      | NoPrefix       |
      | sample_with-it |
      | sample_with it |
      | sample_        |

  @CA-005
  Scenario Outline: Required columns cannot be left out
    When a client sends
      """
      POST /api/data/v9.2/customapis

      <body>
      """
    Then the status is 400
    And "/error/message" contains "<column>"

    Examples:
      | column      | body                                                                                                                                                   |
      | uniquename  | {"name":"n","displayname":"d","description":"d","bindingtype":0,"isfunction":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false} |
      | bindingtype | {"uniquename":"sample_R","name":"n","displayname":"d","description":"d","isfunction":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false} |
      | displayname | {"uniquename":"sample_R","name":"n","description":"d","bindingtype":0,"isfunction":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false} |

  @CA-010
  Scenario: An invalid parameter or property creates no row
    When a client sends
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Half","name":"n","displayname":"d","description":"d","bindingtype":0,
       "isfunction":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,
       "CustomAPIRequestParameters":[{"uniquename":"A","name":"a","displayname":"a","type":99}]}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/customapis?$select=uniquename&$filter=uniquename eq 'sample_Half'
      """
    Then "value" has 0 items
    When a client sends
      """
      POST /api/data/v9.2/sample_Half

      {}
      """
    Then the status is 404

  @CA-020
  Scenario: A custom API's unique name is its message until the custom API is deleted
    Given the custom API "sample_Gone"
      | kind      | name  | type   |
      | parameter | Title | String |
    When a client sends
      """
      POST /api/data/v9.2/sample_Gone

      {"Title":"x"}
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/customapis({custom api})
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Gone

      {"Title":"x"}
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/customapirequestparameters?$select=uniquename&$filter=_customapiid_value eq {custom api}
      """
    Then "value" has 0 items

  @CA-026
  Scenario: The platform adds the target of a bound custom API by itself
    Given the custom API "sample_Rate" bound to a row of "account"
    And these rows of "accounts"
      | as     | name  |
      | target | Rated |
    When "sample_Rate" behaves as
      """
      {"start":"released"}
      """
    And a client sends
      """
      POST /api/data/v9.2/accounts({target})/Microsoft.Dynamics.CRM.sample_Rate
      Prefer: respond-async

      {}
      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    When the row of the operation is read
    Then "inputparameters" contains "Target"
    And "inputparameters" contains "{target}"

  @CA-027
  Scenario: A function without a response property cannot be called
    Given the function "sample_Void"
    When a client sends
      """
      GET /api/data/v9.2/sample_Void()
      """
    Then the status is 404
    And "/error/message" equals Resource not found for the segment 'sample_Void'.

  @CA-028
  Scenario: A private custom API can be called all the same
    Given the custom API "sample_Hidden"
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({custom api})
      If-Match: *

      {"isprivate":true}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Hidden

      {}
      """
    Then the status is 204

  @CA-02C
  Scenario: A business event is a custom API without plug-in and without response
    When a client sends
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_OnShipped","name":"n","displayname":"d","description":"d","bindingtype":0,
       "isfunction":false,"allowedcustomprocessingsteptype":1,"workflowsdkstepenabled":false,
       "CustomAPIRequestParameters":[{"uniquename":"Parcel","name":"p","displayname":"p","type":10}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_OnShipped

      {"Parcel":"7"}
      """
    Then the status is 204

  @CA-02D
  Scenario: An inactive custom API can be called all the same
    Given the custom API "sample_Idle"
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({custom api})
      If-Match: *

      {"statecode":1,"statuscode":2}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Idle

      {}
      """
    Then the status is 204

  @CA-070
  Scenario: A custom API is not enabled for workflows by default
    When a client sends
      """
      POST /api/data/v9.2/customapis?$select=workflowsdkstepenabled
      Prefer: return=representation

      {"uniquename":"sample_Plain","name":"n","displayname":"d","description":"d","bindingtype":0,"isfunction":false,
       "allowedcustomprocessingsteptype":0}
      """
    Then the status is 201
    And "/workflowsdkstepenabled" equals false
