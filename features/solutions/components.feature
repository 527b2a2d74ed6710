Feature: Components of solutions
  What is made in the name of an unmanaged solution belongs to it; what is there can be added to it and taken out of it.

  Background:
    Given these rows of "publishers"
      | as        | uniquename | friendlyname | customizationprefix | customizationoptionvalueprefix |
      | publisher | fabrikam   | Fabrikam     | fabrikam            | 45000                          |
    And these rows of "solutions"
      | as       | uniquename | friendlyname | version | publisherid@odata.bind   |
      | solution | Projects   | Projects     | 1.0.0.0 | /publishers({publisher}) |

  @SL-004 @alone
  Scenario Outline: A row that is made in the name of a solution is a component of it: <set>
    When a client sends
      """
      POST /api/data/v9.2/<set>
      MSCRM.SolutionUniqueName: Projects

      <row>
      """
    Then the status is 204
    And the id of the new row is remembered as "row"
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=componenttype,rootcomponentbehavior&$filter=solutionid/uniquename eq 'Projects' and objectid eq {row}
      """
    Then "value" has 1 items
    And the body has
      | /value/0/componenttype         | <type> |
      | /value/0/rootcomponentbehavior | 0      |

    Examples:
      | set              | type  | row                                                                                                      |
      | customapis       | 10035 | {"uniquename":"fabrikam_Plan","name":"Plan","displayname":"Plan","description":"Plan","bindingtype":0,"isfunction":false,"allowedcustomprocessingsteptype":0}                   |
      | webresourceset   | 61    | {"name":"fabrikam_/plan.js","displayname":"Plan","webresourcetype":3,"content":"Ly8="}                   |
      | serviceendpoints | 95    | {"name":"Hook","contract":8,"authtype":4,"url":"https://localhost/","authvalue":"k"}                    |

  @SL-004 @alone
  Scenario: Rows that are made together with a row belong to the solution, too
    When a client sends
      """
      POST /api/data/v9.2/customapis
      MSCRM.SolutionUniqueName: Projects

      {"uniquename":"fabrikam_Plan","name":"Plan","displayname":"Plan","description":"Plan","bindingtype":0,"isfunction":false,"allowedcustomprocessingsteptype":0,
       "CustomAPIRequestParameters":[{"uniquename":"Until","name":"Until","displayname":"Until","description":"Until","type":1}],
       "CustomAPIResponseProperties":[{"uniquename":"Count","name":"Count","displayname":"Count","description":"Count","type":7}]}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=componenttype&$filter=solutionid/uniquename eq 'Projects'&$orderby=componenttype
      """
    Then "value" has 3 items
    And the body has
      | /value/0/componenttype | 10035 |
      | /value/1/componenttype | 10036 |
      | /value/2/componenttype | 10037 |

  @SL-004 @alone
  Scenario: A row that is changed in the name of a solution is a component of it, once
    Given these rows of "customapis"
      | as  | uniquename    | name | displayname | description | bindingtype | isfunction | allowedcustomprocessingsteptype |
      | api | fabrikam_Plan | Plan | Plan        | Plan        | 0           | false      | 0                               |
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({api})
      MSCRM.SolutionUniqueName: Projects

      {"displayname":"Planning"}
      """
    Then the status is 204
    When the SDK executes Update with
      | Target             | Entity | customapi({api}) |
      | Target.description | String | Plans            |
      | SolutionUniqueName | String | Projects         |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=objectid&$filter=solutionid/uniquename eq 'Projects'
      """
    Then "value" has 1 items
    And "/value/0/objectid" equals {api}

  @SL-004 @alone
  Scenario: Definitions that are made in the name of a solution are components of it
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions
      MSCRM.SolutionUniqueName: Projects

      {"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata","SchemaName":"fabrikam_Plan","OwnershipType":"UserOwned",
       "DisplayName":{"LocalizedLabels":[{"Label":"Plan","LanguageCode":1033}]},
       "DisplayCollectionName":{"LocalizedLabels":[{"Label":"Plans","LanguageCode":1033}]},
       "Attributes":[{"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"fabrikam_Name","IsPrimaryName":true,"MaxLength":100}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes
      MSCRM.SolutionUniqueName: Projects

      {"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"fabrikam_Code","MaxLength":20,
       "DisplayName":{"LocalizedLabels":[{"Label":"Code","LanguageCode":1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='account')/Keys
      MSCRM.SolutionUniqueName: Projects

      {"SchemaName":"fabrikam_ByCode","KeyAttributes":["fabrikam_code"],
       "DisplayName":{"LocalizedLabels":[{"Label":"By code","LanguageCode":1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/GlobalOptionSetDefinitions
      MSCRM.SolutionUniqueName: Projects

      {"@odata.type":"Microsoft.Dynamics.CRM.OptionSetMetadata","Name":"fabrikam_size","OptionSetType":"Picklist",
       "DisplayName":{"LocalizedLabels":[{"Label":"Size","LanguageCode":1033}]},
       "Options":[{"Value":450000000,"Label":{"LocalizedLabels":[{"Label":"Small","LanguageCode":1033}]}}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions
      MSCRM.SolutionUniqueName: Projects

      {"@odata.type":"Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata","SchemaName":"fabrikam_contact_plans",
       "ReferencedEntity":"contact","ReferencingEntity":"fabrikam_plan",
       "Lookup":{"@odata.type":"Microsoft.Dynamics.CRM.LookupAttributeMetadata","SchemaName":"fabrikam_ContactId",
         "DisplayName":{"LocalizedLabels":[{"Label":"Contact","LanguageCode":1033}]}}}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=componenttype,rootcomponentbehavior&$filter=solutionid/uniquename eq 'Projects'&$orderby=componenttype,rootcomponentbehavior
      """
    Then "value" has 7 items
    And the body has
      | /value/0/componenttype         | 2  |
      | /value/1/componenttype         | 2  |
      | /value/2/componenttype         | 1  |
      | /value/2/rootcomponentbehavior | 2  |
      | /value/3/componenttype         | 1  |
      | /value/3/rootcomponentbehavior | 0  |
      | /value/4/componenttype         | 14 |
      | /value/5/componenttype         | 10 |
      | /value/6/componenttype         | 9  |

  @SL-005 @alone
  Scenario Outline: A solution that takes no components is refused, and nothing is made
    When a client sends
      """
      POST /api/data/v9.2/<path>
      MSCRM.SolutionUniqueName: <solution>

      <body>
      """
    Then the status is <status>
    And "/error/message" contains "<text>"
    When a client sends
      """
      GET /api/data/v9.2/webresourceset?$select=name&$filter=name eq 'fabrikam_/plan.js'
      """
    Then "value" has 0 items

    Examples:
      | path                       | solution | status | text                                              | body                                                                      |
      | webresourceset             | Nowhere  | 404    | The given solution unique name (Nowhere)          | {"name":"fabrikam_/plan.js","webresourcetype":3,"content":"Ly8="}         |
      | webresourceset             | System   | 400    | The solution 'System' is a managed one            | {"name":"fabrikam_/plan.js","webresourcetype":3,"content":"Ly8="}         |
      | GlobalOptionSetDefinitions | Nowhere  | 404    | The given solution unique name (Nowhere)          | {"@odata.type":"Microsoft.Dynamics.CRM.OptionSetMetadata","Name":"fabrikam_size","OptionSetType":"Picklist","Options":[]} |

  @SL-006 @alone
  Scenario: What is there is added to a solution, once, and taken out of it
    Given these rows of "customapis"
      | as  | uniquename    | name | displayname | description | bindingtype | isfunction | allowedcustomprocessingsteptype |
      | api | fabrikam_Plan | Plan | Plan        | Plan        | 0           | false      | 0                               |
    When a client sends
      """
      POST /api/data/v9.2/AddSolutionComponent

      {"ComponentId":"{api}","ComponentType":10035,"SolutionUniqueName":"Projects","AddRequiredComponents":false}
      """
    Then the status is 200
    And "id" is remembered as "component"
    When the SDK executes AddSolutionComponent with
      | ComponentId           | Guid    | {api}    |
      | ComponentType         | Int32   | 10035    |
      | SolutionUniqueName    | String  | Projects |
      | AddRequiredComponents | Boolean | false    |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/id" equals {component}
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents({component})?$select=componenttype,objectid,_solutionid_value
      """
    Then the body has
      | componenttype     | 10035      |
      | objectid          | {api}      |
      | _solutionid_value | {solution} |
    When a client sends
      """
      POST /api/data/v9.2/RemoveSolutionComponent

      {"SolutionComponent":{"@odata.type":"Microsoft.Dynamics.CRM.solutioncomponent","solutioncomponentid":"{api}"},
       "ComponentType":10035,"SolutionUniqueName":"Projects"}
      """
    Then the status is 200
    And "id" equals {component}
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents({component})
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/customapis({api})?$select=name
      """
    Then the status is 200

  @SL-006 @alone
  Scenario: A table is added with all of its parts or without them
    When the SDK executes AddSolutionComponent with
      | ComponentId               | Guid    | 70816501-edb9-4740-a16c-6a5efbc05d84 |
      | ComponentType             | Int32   | 1                                    |
      | SolutionUniqueName        | String  | Projects                             |
      | AddRequiredComponents     | Boolean | false                                |
      | DoNotIncludeSubcomponents | Boolean | true                                 |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=rootcomponentbehavior&$filter=solutionid/uniquename eq 'Projects'
      """
    Then the body has
      | /value/0/rootcomponentbehavior | 1 |
    When a client sends
      """
      POST /api/data/v9.2/AddSolutionComponent

      {"ComponentId":"70816501-edb9-4740-a16c-6a5efbc05d84","ComponentType":1,"SolutionUniqueName":"Projects","AddRequiredComponents":false}
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=rootcomponentbehavior&$filter=solutionid/uniquename eq 'Projects'
      """
    Then "value" has 1 items
    And the body has
      | /value/0/rootcomponentbehavior | 0 |

  @SL-006 @alone
  Scenario Outline: A component that cannot be added or taken out is refused
    When a client sends
      """
      POST /api/data/v9.2/<message>

      {<member>,"ComponentType":<type>,"SolutionUniqueName":"<solution>"<more>}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | message                 | member                                                      | type  | solution | more                           | status | text                                |
      | AddSolutionComponent    | "ComponentId":"00000000-0000-0000-0000-000000000001"        | 61    | Projects | ,"AddRequiredComponents":false | 404    | no component of the type 61         |
      | AddSolutionComponent    | "ComponentId":"00000000-0000-0000-0000-000000000001"        | 1     | Projects | ,"AddRequiredComponents":false | 404    | no component of the type 1 with     |
      | AddSolutionComponent    | "ComponentId":"00000000-0000-0000-0000-000000000001"        | 20    | Projects | ,"AddRequiredComponents":false | 501    | type 20 (Role)                      |
      | AddSolutionComponent    | "ComponentId":"00000000-0000-0000-0000-000000000001"        | 99999 | Projects | ,"AddRequiredComponents":false | 400    | 99999 is no type of components      |
      | AddSolutionComponent    | "ComponentId":"70816501-edb9-4740-a16c-6a5efbc05d84"        | 1     | Projects | ,"AddRequiredComponents":true  | 501    | 'AddRequiredComponents'             |
      | AddSolutionComponent    | "ComponentId":"70816501-edb9-4740-a16c-6a5efbc05d84"        | 1     | Nowhere  | ,"AddRequiredComponents":false | 404    | solution unique name (Nowhere)      |
      | AddSolutionComponent    | "ComponentId":"70816501-edb9-4740-a16c-6a5efbc05d84"        | 1     | System   | ,"AddRequiredComponents":false | 400    | 'System' is a managed one           |
      | RemoveSolutionComponent | "ComponentId":"70816501-edb9-4740-a16c-6a5efbc05d84"        | 1     | Projects |                                | 404    | 'Projects' has no component         |

  @SL-006 @alone
  Scenario: A user without the right to change solutions adds no component
    Given the user "reader" with {"roles":[]}
    And the client is "reader"
    When a client sends
      """
      POST /api/data/v9.2/AddSolutionComponent

      {"ComponentId":"70816501-edb9-4740-a16c-6a5efbc05d84","ComponentType":1,"SolutionUniqueName":"Projects","AddRequiredComponents":false}
      """
    Then the status is 403

  @SL-007 @alone
  Scenario Outline: What is deleted is no component any more: <of>
    When a client sends
      """
      POST /api/data/v9.2/<path>
      MSCRM.SolutionUniqueName: Projects

      <body>
      """
    Then the status is 204
    And the header "odata-entityid" is remembered as "made"
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=objectid&$filter=solutionid/uniquename eq 'Projects'
      """
    Then "value" has 1 items
    When a client sends
      """
      DELETE {made}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=objectid&$filter=solutionid/uniquename eq 'Projects'
      """
    Then "value" has 0 items

    Examples:
      | of             | path                       | body                                                                                                                      |
      | a web resource | webresourceset             | {"name":"fabrikam_/plan.js","webresourcetype":3,"content":"Ly8="}                                                         |
      | a choice       | GlobalOptionSetDefinitions | {"@odata.type":"Microsoft.Dynamics.CRM.OptionSetMetadata","Name":"fabrikam_size","OptionSetType":"Picklist","DisplayName":{"LocalizedLabels":[{"Label":"Size","LanguageCode":1033}]},"Options":[{"Value":450000000,"Label":{"LocalizedLabels":[{"Label":"Small","LanguageCode":1033}]}}]} |
      | a table        | EntityDefinitions          | {"SchemaName":"fabrikam_Plan","OwnershipType":"UserOwned","DisplayName":{"LocalizedLabels":[{"Label":"Plan","LanguageCode":1033}]},"DisplayCollectionName":{"LocalizedLabels":[{"Label":"Plans","LanguageCode":1033}]},"Attributes":[{"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"fabrikam_Name","IsPrimaryName":true,"MaxLength":100}]} |
