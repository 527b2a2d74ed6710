@no-samples
Feature: The execution context that a webhook gets
  A step that is handled by a webhook posts the execution context of its request as JSON, in the form that the SDK's
  serializer gives it.

  Background:
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"

  @WH-020 @PL-098
  Scenario: The creation of an account, posted by a synchronous step
    Given these processing steps
      | on             | as   | stage         | mode        | to       |
      | Create account | step | PostOperation | synchronous | endpoint |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso \u003c/>&\"é€𝄞","revenue":1.5,"numberofemployees":12,"accountcategorycode":1,"creditonhold":false,"description":null}
      """
    When request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/create-synchronous" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message                                              | Create                         |
      | table                                                | account                        |
      | secondary_table                                      | none                           |
      | stage                                                | 40                             |
      | mode                                                 | synchronous                    |
      | isolation                                            | 1                              |
      | in_transaction                                       | true                           |
      | depth                                                | 1                              |
      | created_on                                           | 1767323045000                  |
      | /step/Id                                             | {step}                         |
      | /step/Name                                           | Create account                 |
      | /inputs/Target/Attributes/name                       | Contoso </>&"é€𝄞              |
      | /inputs/Target/Attributes/revenue                    | {"type":"Money","Value":1.5}   |
      | /inputs/Target/Attributes/accountcategorycode/Value  | 1                              |
      | /inputs/Target/Attributes/statecode/Value            | 0                              |
      | /inputs/Target/Attributes/description                | null                           |
      | /inputs/Target/Attributes/modifiedonbehalfby         | null                           |
      | /inputs/Target/Attributes/ownerid/Name               | null                           |
      | /inputs/Target/FormattedValues/accountcategorycode   | Preferred Customer             |
      | /inputs/Target/FormattedValues/createdon             | 2026-01-02T03:04:05-00:00      |
      | /parent/message                                      | Create                         |
      | /parent/stage                                        | 30                             |
      | /parent/in_transaction                               | true                           |
      | /parent/parent                                       | null                           |
      | /parent/outputs                                      | {}                             |
      | /parent/inputs/Target/FormattedValues                | {}                             |
      | pre_images                                           | {}                             |
      | post_images                                          | {}                             |
    And "/ids/request" is remembered as "request"
    And "/ids/operation" equals {request}
    And "/ids/primary" is remembered as "account"
    And "/outputs/id" equals {account}
    And "/inputs/Target/Id" equals {account}
    And "/inputs/Target/Attributes/accountid" equals {account}
    And "/parent/inputs/Target/Attributes/accountid" equals {account}
    And "/inputs/Target/FormattedValues/ownerid" is absent

  @WH-020 @PL-072
  Scenario: The creation of an account, posted by an asynchronous step
    Given these processing steps
      | on             | as   | stage         | mode         | to       |
      | Create account | step | PostOperation | asynchronous | endpoint |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso \u003c/>&\"é€𝄞","revenue":1.5,"numberofemployees":12,"accountcategorycode":1,"creditonhold":false,"description":null}
      """
    When request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/create-asynchronous" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | mode                                                       | asynchronous |
      | in_transaction                                             | false        |
      | /step/Id                                                   | {step}       |
      | /step/Name                                                 | null         |
      | created_on                                                 | 1767323045000 |
      | /post_images/AsynchronousStepPrimaryName/Attributes/name   | Contoso </>&"é€𝄞 |
      | /post_images/AsynchronousStepPrimaryName/FormattedValues   | {}           |
      | /parent/mode                                               | asynchronous |
      | /parent/in_transaction                                     | false        |
      | /parent/step/Id                                            | {step}       |
      | /parent/step/Name                                          | null         |
    And "/ids/operation" is remembered as "job"
    And "/parent/ids/operation" equals {job}
    And "/ids/request" differs from {job}
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statuscode,messagename
      """
    Then the body has
      | messagename | Create |
      | statuscode  | 30     |

  @WH-020
  Scenario: The end of a background operation
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And these processing steps
      | on                            | as   | stage         | mode         | to       |
      | OnBackgroundOperationComplete | step | PostOperation | asynchronous | endpoint |
    When "sample_Report" is submitted
    And request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/operation-complete" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message                               | OnBackgroundOperationComplete        |
      | table                                 | none                                 |
      | mode                                  | asynchronous                         |
      | stage                                 | 40                                   |
      | parent                                | null                                 |
      | /step/Name                            | null                                 |
      | /ids/primary                          | 00000000-0000-0000-0000-000000000000 |
      | /ids/request                          | null                                 |
      | /inputs/PayloadType                   | 0                                    |
      | /inputs/LocationUrl                   | {monitor}                            |
      | /inputs/BackgroundOperationId         | {operation}                          |
      | /outputs/OperationName                | sample_Report                        |
      | /outputs/BackgroundOperationStateCode | 3                                    |
      | /outputs/BackgroundOperationStatusCode | 30                                  |

  @WH-020
  Scenario Outline: An update has the supplied columns and those that follow from them
    Given these rows of "contacts"
      | as      | firstname | lastname | jobtitle |
      | contact | Ada       | Byron    | Countess |
    And these processing steps
      | on             | stage         | mode   | to       |
      | Update contact | PostOperation | <mode> | endpoint |
    When a client sends
      """
      PATCH /api/data/v9.2/contacts({contact})
      If-Match: *

      {"lastname":"Lovelace","jobtitle":null}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then the header "x-ms-dynamics-request-name" is "Update"
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | /inputs/Target/Id                                       | {contact}           |
      | /inputs/Target/Attributes/lastname                      | Lovelace            |
      | /inputs/Target/Attributes/jobtitle                      | null                |
      | /inputs/Target/Attributes/contactid                     | {contact}           |
      | /inputs/Target/Attributes/fullname                      | Ada Lovelace        |
      | /inputs/Target/Attributes/modifiedon                    | {"type":"DateTime","milliseconds":1767323045000} |
      | /inputs/Target/Attributes/modifiedby/LogicalName        | systemuser          |
      | /inputs/Target/Attributes/modifiedonbehalfby            | null                |
      | /inputs/Target/FormattedValues                          | {}                  |
      | outputs                                                 | {}                  |
      | pre_images                                              | {}                  |
      | /parent/stage                                           | 30                  |
      | /parent/inputs/Target/Attributes/lastname               | Lovelace            |
      | /parent/inputs/Target/Attributes/contactid              | {contact}           |
    And "/inputs/Target/Attributes/firstname" is absent
    And "/inputs/Target/Attributes/createdon" is absent
    And "/parent/inputs/Target/Attributes/modifiedon" is absent
    And "/post_images/AsynchronousStepPrimaryName" is <image>

    Examples:
      | mode         | image   |
      | synchronous  | absent  |
      | asynchronous | present |

  @WH-020
  Scenario Outline: A deletion names the row
    Given these rows of "contacts"
      | as      | lastname |
      | contact | Byron    |
    And these processing steps
      | on             | stage   | mode   | to       |
      | Delete contact | <stage> | <mode> | endpoint |
    When a client sends
      """
      DELETE /api/data/v9.2/contacts({contact})
      """
    Then the status is 204
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message        | Delete                                                                                          |
      | /ids/primary   | {contact}                                                                                       |
      | /inputs/Target | {"type":"EntityReference","Id":"{contact}","KeyAttributes":[],"LogicalName":"contact","Name":null,"RowVersion":null} |
      | outputs        | {}                                                                                              |
      | post_images    | {}                                                                                              |
    And "/pre_images/AsynchronousStepPrimaryName" is <image>

    Examples:
      | stage         | mode         | image   |
      | PreValidation | synchronous  | absent  |
      | PreOperation  | synchronous  | absent  |
      | PostOperation | synchronous  | absent  |
      | PostOperation | asynchronous | present |

  @WH-020 @PL-098
  Scenario: Images are entities without a type, with formatted values
    Given these rows of "accounts"
      | as      | name    | accountcategorycode | numberofemployees |
      | account | Contoso | 1                   | 1200              |
    And these processing steps
      | on             | as   | stage         | mode        | to       |
      | Update account | step | PostOperation | synchronous | endpoint |
    And these rows of "sdkmessageprocessingstepimages"
      | name   | entityalias | imagetype | messagepropertyname | attributes                                            | sdkmessageprocessingstepid@odata.bind |
      | Before | Before      | 0         | Target              | name,accountcategorycode,numberofemployees,ownerid,createdon,fax | /sdkmessageprocessingsteps({step})    |
      | After  | After       | 1         | Target              | name                                                  | /sdkmessageprocessingsteps({step})    |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})

      {"name":"Fabrikam"}
      """
    And request 1 arrives at the sink "hook"
    Then the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | /pre_images/Before/Attributes/name                       | Contoso                   |
      | /pre_images/Before/Attributes/accountcategorycode/Value  | 1                         |
      | /pre_images/Before/FormattedValues/accountcategorycode   | Preferred Customer        |
      | /pre_images/Before/FormattedValues/numberofemployees     | 1,200                     |
      | /pre_images/Before/FormattedValues/createdon             | 2026-01-02T03:04:05-00:00 |
      | /pre_images/Before/Id                                    | {account}                 |
      | /post_images/After/Attributes                            | {"name":"Fabrikam"}       |
    And "/pre_images/Before/Attributes/ownerid/Name" is a text
    And "/pre_images/Before/FormattedValues/ownerid" is a text
    And "/pre_images/Before/Attributes/fax" is absent
    And "/pre_images/Before/Attributes/accountid" is absent

  @WH-020
  Scenario: A Retrieve
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these processing steps
      | on               | stage         | mode        | to       |
      | Retrieve account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then the status is 200
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message                                  | Retrieve          |
      | parent                                   | null              |
      | /inputs/Target/type                      | EntityReference   |
      | /inputs/Target/Id                        | {account}         |
      | /inputs/ColumnSet/type                   | ColumnSet         |
      | /inputs/ColumnSet/AllColumns             | false             |
      | /inputs/ColumnSet/Columns/0              | name              |
      | /outputs/BusinessEntity/type             | Entity            |
      | /outputs/BusinessEntity/Attributes/name  | Contoso           |

  @WH-020 @WH-045
  Scenario: A RetrieveMultiple
    Given these rows of "accounts"
      | name     | numberofemployees |
      | Contoso  | 7                 |
      | Fabrikam | 3                 |
    And these processing steps
      | on                       | stage         | mode        | to       |
      | RetrieveMultiple account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=numberofemployees gt 5 and startswith(name,'C')&$orderby=name desc&$top=2
      """
    Then the status is 200
    When request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/retrieve-multiple" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | message                                                          | RetrieveMultiple |
      | table                                                            | account          |
      | /inputs/Query/type                                               | QueryExpression  |
      | /inputs/Query/EntityName                                         | account          |
      | /inputs/Query/ColumnSet/Columns/0                                | name             |
      | /inputs/Query/TopCount                                           | 2                |
      | /inputs/Query/Orders/0/AttributeName                             | name             |
      | /inputs/Query/Orders/0/OrderType                                 | 1                |
      | /outputs/BusinessEntityCollection/type                           | EntityCollection |
      | /outputs/BusinessEntityCollection/EntityName                     | account          |
      | /outputs/BusinessEntityCollection/Entities/0/Attributes/name     | Contoso          |
    And "/outputs/BusinessEntityCollection/Entities" has 1 item

  @WH-020
  Scenario: A custom API with parameters of all types
    Given a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Types","name":"Types","displayname":"Types","description":"Types","bindingtype":0,
       "isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":2,"workflowsdkstepenabled":false,
       "CustomAPIRequestParameters":[
        {"uniquename":"Flag","name":"Flag","displayname":"Flag","description":"Flag","type":0,"isoptional":false},
        {"uniquename":"When","name":"When","displayname":"When","description":"When","type":1,"isoptional":false},
        {"uniquename":"Share","name":"Share","displayname":"Share","description":"Share","type":2,"isoptional":false},
        {"uniquename":"Row","name":"Row","displayname":"Row","description":"Row","type":3,"isoptional":false},
        {"uniquename":"Rows","name":"Rows","displayname":"Rows","description":"Rows","type":4,"isoptional":false},
        {"uniquename":"Ref","name":"Ref","displayname":"Ref","description":"Ref","type":5,"isoptional":false},
        {"uniquename":"Ratio","name":"Ratio","displayname":"Ratio","description":"Ratio","type":6,"isoptional":false},
        {"uniquename":"Count","name":"Count","displayname":"Count","description":"Count","type":7,"isoptional":false},
        {"uniquename":"Price","name":"Price","displayname":"Price","description":"Price","type":8,"isoptional":false},
        {"uniquename":"Choice","name":"Choice","displayname":"Choice","description":"Choice","type":9,"isoptional":false},
        {"uniquename":"Text","name":"Text","displayname":"Text","description":"Text","type":10,"isoptional":false},
        {"uniquename":"Texts","name":"Texts","displayname":"Texts","description":"Texts","type":11,"isoptional":false},
        {"uniquename":"Id","name":"Id","displayname":"Id","description":"Id","type":12,"isoptional":false}]}
      """
    And these processing steps
      | on           | stage         | mode        | to       |
      | sample_Types | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/sample_Types

      {"Flag":true,"When":"2024-01-02T03:04:05Z","Share":0.10,
       "Row":{"@odata.type":"Microsoft.Dynamics.CRM.account","name":"Contoso","accountcategorycode":1},
       "Rows":[{"@odata.type":"Microsoft.Dynamics.CRM.contact","lastname":"Byron"}],
       "Ref":{"@odata.type":"Microsoft.Dynamics.CRM.account","accountid":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"},
       "Ratio":2.5,"Count":-2147483648,"Price":9.99,"Choice":3,"Text":"line\nbreak \u0001\t\u2028 </>","Texts":["a",""],
       "Id":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then the request matches snapshot "webhooks/custom-api-types" byte for byte
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | table                                    | none                                                  |
      | parent                                   | null                                                  |
      | /inputs/Flag                             | true                                                  |
      | /inputs/When                             | {"type":"DateTime","milliseconds":1704164645000}      |
      | /inputs/Share                            | 0.10                                                  |
      | /inputs/Row/type                         | Entity                                                |
      | /inputs/Row/Attributes/name              | Contoso                                               |
      | /inputs/Rows/type                        | EntityCollection                                      |
      | /inputs/Rows/Entities/0/LogicalName      | contact                                               |
      | /inputs/Ref/type                         | EntityReference                                       |
      | /inputs/Ratio                            | 2.5                                                   |
      | /inputs/Count                            | -2147483648                                           |
      | /inputs/Price                            | {"type":"Money","Value":9.99}                         |
      | /inputs/Choice                           | {"type":"OptionSetValue","Value":3}                   |
      | /inputs/Text                             | "line\\nbreak \\u0001\\t\\u2028 </>" |
      | /inputs/Texts                            | ["a",""]                                              |
      | /inputs/Id                               | bb26025c-cbe6-ed11-a7c6-000d3a9933c9                  |

  @WH-046
  Scenario Outline: Control characters have the short escapes of JSON, by rule their numbers
    Given the rule "webhook_control_characters" is "<rule>"
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Tab\tand line\r\n"}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then the body does not contain "<absent>"
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | /inputs/Target/Attributes/name | "Tab\\tand line\\r\\n" |

    Examples:
      | rule     | absent |
      | short    | \\u0009 |
      | short    | \\u000d |
      | numbered | b\\tand  |

  @WH-020
  Scenario Outline: A request of a handler has the handler's request as its parent
    Given these processing steps
      | on             | stage         | mode   | to       |
      | Create contact | PostOperation | <mode> | endpoint |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$filter=name eq 'Create'
      """
    And "/value/0/sdkmessageid" is remembered as "create"
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessagefilters?$filter=sdkmessageid/name eq 'Create' and primaryobjecttypecode eq 'account'
      """
    And "/value/0/sdkmessagefilterid" is remembered as "accounts"
    And a client has sent
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Nested","stage":40,"mode":0,"sdkmessageid@odata.bind":"/sdkmessages({create})",
       "sdkmessagefilterid@odata.bind":"/sdkmessagefilters({accounts})",
       "eventhandler_plugintype@odata.bind":"/plugintypes(5c2197ed-0000-4000-8000-000000000001)",
       "configuration":"[{\"create\":{\"table\":\"contact\",\"row\":{\"lastname\":\"Byron\"}}}]"}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    And the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | table                 | contact |
      | depth                 | 2       |
      | stage                 | 40      |
      | /parent/table         | contact |
      | /parent/stage         | 30      |
      | /parent/depth         | 2       |
      | /parent/parent/table  | account |
      | /parent/parent/stage  | 40      |
      | /parent/parent/depth  | 1       |
      | /parent/parent/parent/table  | account |
      | /parent/parent/parent/stage  | 30      |
      | /parent/parent/parent/parent | null    |
    And "/ids/correlation" is remembered as "correlation"
    And "/parent/parent/ids/correlation" equals {correlation}

    Examples:
      | mode         |
      | synchronous  |
      | asynchronous |
