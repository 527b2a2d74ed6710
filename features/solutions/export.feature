Feature: Exporting solutions
  An unmanaged solution becomes a file, which another organization imports. Equal solutions of two organizations have equal
  files.

  @SL-016 @SL-017 @alone
  Scenario: A solution is exported, imported into a second organization, and exported there: the files are equal
    Given the solution "ProjectTracking"
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"ProjectTracking","Managed":false}
      """
    Then the status is 200
    And "ExportSolutionFile" is remembered as "file"
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-b","seed":99}
      """
    Then the status is 201
    And "url" is remembered as "second"
    When a client sends
      """
      POST {second}/api/data/v9.2/ImportSolution

      {"CustomizationFile":"{file}","OverwriteUnmanagedCustomizations":true,"PublishWorkflows":true}
      """
    Then the status is 204
    When a client sends
      """
      POST {second}/api/data/v9.2/ExportSolution

      {"SolutionName":"ProjectTracking","Managed":false}
      """
    Then the status is 200
    And "ExportSolutionFile" equals {file}
    When a client sends
      """
      GET {second}/api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_project')/Attributes?$select=LogicalName&$filter=IsCustomAttribute eq true
      """
    Then the status is 200

  @SL-016 @SL-017 @MD-126 @alone
  Scenario: Everything that a solution can have comes to the second organization
    Given these rows of "publishers"
      | as        | uniquename | friendlyname | description | customizationprefix | customizationoptionvalueprefix |
      | publisher | fabrikam   | Fabrikam     | Of <us>     | fabrikam            | 45000                          |
    And these rows of "solutions"
      | as       | uniquename | friendlyname  | description | version | publisherid@odata.bind   |
      | solution | Everything | Everything &c | All of it   | 1.0.7.0 | /publishers({publisher}) |
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata","SchemaName":"fabrikam_Plan","OwnershipType":"OrganizationOwned","ChangeTrackingEnabled":true,
       "DisplayName":{"LocalizedLabels":[{"Label":"Plan","LanguageCode":1033}]},"DisplayCollectionName":{"LocalizedLabels":[{"Label":"Plans","LanguageCode":1033}]},"Description":{"LocalizedLabels":[{"Label":"What is planned","LanguageCode":1033}]},
       "Attributes":[{"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"fabrikam_Name","IsPrimaryName":true,"MaxLength":77}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_plan')/Attributes
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.MultiSelectPicklistAttributeMetadata","SchemaName":"fabrikam_Colors","DisplayName":{"LocalizedLabels":[{"Label":"Colors","LanguageCode":1033}]},"OptionSet":{"IsGlobal":false,"OptionSetType":"Picklist","Options":[{"Value":450000001,"Label":{"LocalizedLabels":[{"Label":"Blue","LanguageCode":1033}]}},{"Value":450000002,"Label":{"LocalizedLabels":[{"Label":"Red","LanguageCode":1033}]}}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_plan')/Attributes
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.MoneyAttributeMetadata","SchemaName":"fabrikam_Cost","DisplayName":{"LocalizedLabels":[{"Label":"Cost","LanguageCode":1033}]},"MinValue":0,"MaxValue":1000000,"Precision":2}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_plan')/Attributes
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.DateTimeAttributeMetadata","SchemaName":"fabrikam_Due","Format":"DateOnly","DateTimeBehavior":{"Value":"DateOnly"},"DisplayName":{"LocalizedLabels":[{"Label":"Due","LanguageCode":1033}]},"RequiredLevel":{"Value":"Recommended"}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_plan')/Attributes
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.BooleanAttributeMetadata","SchemaName":"fabrikam_Done","DefaultValue":true,"DisplayName":{"LocalizedLabels":[{"Label":"Done","LanguageCode":1033}]},"OptionSet":{"TrueOption":{"Value":1,"Label":{"LocalizedLabels":[{"Label":"Yes","LanguageCode":1033}]}},"FalseOption":{"Value":0,"Label":{"LocalizedLabels":[{"Label":"Not yet","LanguageCode":1033}]}}}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"fabrikam_Code","MaxLength":20,"DisplayName":{"LocalizedLabels":[{"Label":"Code","LanguageCode":1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='account')/Keys
      MSCRM.SolutionUniqueName: Everything

      {"SchemaName":"fabrikam_ByCode","KeyAttributes":["fabrikam_code"],"DisplayName":{"LocalizedLabels":[{"Label":"By code","LanguageCode":1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata","SchemaName":"fabrikam_plan_accounts",
       "ReferencedEntity":"fabrikam_plan","ReferencingEntity":"account","CascadeConfiguration":{"Delete":"Restrict"},
       "Lookup":{"@odata.type":"Microsoft.Dynamics.CRM.LookupAttributeMetadata","SchemaName":"fabrikam_PlanId","DisplayName":{"LocalizedLabels":[{"Label":"Plan","LanguageCode":1033}]}}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata","SchemaName":"fabrikam_plan_contact",
       "Entity1LogicalName":"fabrikam_plan","Entity2LogicalName":"contact","IntersectEntityName":"fabrikam_plan_contact"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions
      MSCRM.SolutionUniqueName: Everything

      {"@odata.type":"Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata","SchemaName":"fabrikam_plan_plan",
       "Entity1LogicalName":"fabrikam_plan","Entity2LogicalName":"fabrikam_plan","IntersectEntityName":"fabrikam_plan_plan"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/pluginassemblies
      MSCRM.SolutionUniqueName: Everything

      {"name":"Fabrikam.Plans","version":"1.2.0.0","culture":"neutral","publickeytoken":"927f986a04c54a2f","isolationmode":2,"sourcetype":0,"content":"TVo="}
      """
    Then the status is 204
    And the id of the new row is remembered as "assembly"
    When a client sends
      """
      POST /api/data/v9.2/plugintypes

      {"typename":"Fabrikam.Planner","friendlyname":"Planner","name":"Fabrikam.Planner","pluginassemblyid@odata.bind":"/pluginassemblies({assembly})"}
      """
    Then the status is 204
    And the id of the new row is remembered as "planner"
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=sdkmessagefilterid,_sdkmessageid_value&$filter=sdkmessageid/name eq 'Update' and primaryobjecttypecode eq 'account'
      """
    And "/value/0/sdkmessagefilterid" is remembered as "filter"
    And "/value/0/_sdkmessageid_value" is remembered as "update"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps
      MSCRM.SolutionUniqueName: Everything

      {"name":"Plan accounts","stage":40,"mode":0,"rank":3,"configuration":"<a/> & b","filteringattributes":"name",
       "sdkmessageid@odata.bind":"/sdkmessages({update})","sdkmessagefilterid@odata.bind":"/sdkmessagefilters({filter})",
       "eventhandler_plugintype@odata.bind":"/plugintypes({planner})"}
      """
    Then the status is 204
    And the id of the new row is remembered as "step"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingstepimages

      {"name":"Before","entityalias":"Before","imagetype":0,"messagepropertyname":"Target","attributes":"name",
       "sdkmessageprocessingstepid@odata.bind":"/sdkmessageprocessingsteps({step})"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/customapis
      MSCRM.SolutionUniqueName: Everything

      {"uniquename":"fabrikam_Plan","name":"Plan","displayname":"Plan <all>","description":"Plans","bindingtype":1,"boundentitylogicalname":"fabrikam_plan",
       "isfunction":false,"allowedcustomprocessingsteptype":2,"PluginTypeId@odata.bind":"/plugintypes({planner})",
       "CustomAPIRequestParameters":[{"uniquename":"Until","name":"Until","displayname":"Until","description":"Until","type":1,"isoptional":true},
         {"uniquename":"Contact","name":"Contact","displayname":"Contact","description":"Contact","type":3,"logicalentityname":"contact"}],
       "CustomAPIResponseProperties":[{"uniquename":"Count","name":"Count","displayname":"Count","description":"Count","type":7}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/webresourceset
      MSCRM.SolutionUniqueName: Everything

      {"name":"fabrikam_/plan.js","displayname":"Plan","webresourcetype":3,"content":"Ly8="}
      """
    Then the status is 204
    When the SDK executes ExportSolution with
      | SolutionName | String  | Everything |
      | Managed      | Boolean | false      |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/ExportSolutionFile" is remembered as "file"
    And the solution in "/ExecuteResponse/ExecuteResult/Results/ExportSolutionFile" has
      | file                                                               | text                                                         |
      | solution.xml                                                       | <Version>1.0.7.0</Version>                                   |
      | solution.xml                                                       | <Managed>0</Managed>                                         |
      | solution.xml                                                       | <RootComponent type="1" schemaName="account" behavior="2"    |
      | solution.xml                                                       | <RootComponent type="1" schemaName="fabrikam_plan" behavior="0" |
      | solution.xml                                                       | <RootComponent type="10035" schemaName="fabrikam_Plan"       |
      | customizations.xml                                                 | <Type>multiselectpicklist</Type>                             |
      | customizations.xml                                                 | <entity Name="Account" unmodified="1">                       |
      | customizations.xml                                                 | <EntityRelationship Name="fabrikam_plan_contact">            |
      | customizations.xml                                                 | <EntityRelationship Name="fabrikam_plan_plan">               |
      | customizations.xml                                                 | <CascadeDelete>Restrict</CascadeDelete>                      |
      | customizations.xml                                                 | FullName="Fabrikam.Plans, Version=1.2.0.0, Culture=neutral, PublicKeyToken=927f986a04c54a2f" |
      | customizations.xml                                                 | <EntityAlias>Before</EntityAlias>                            |
      | PluginAssemblies/Fabrikam.Plans.dll                                | MZ                                                           |
      | WebResources/fabrikam_/plan.js                                     | //                                                           |
      | customapis/fabrikam_Plan/customapi.xml                             | <boundentitylogicalname>fabrikam_plan</boundentitylogicalname> |
      | customapirequestparameters/Contact/customapirequestparameter.xml   | <logicalentityname>contact</logicalentityname>               |
      | customapiresponseproperties/Count/customapiresponseproperty.xml    | <type>7</type>                                               |
      | [Content_Types].xml                                                | Extension="xml"                                              |
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-c","seed":99}
      """
    Then the status is 201
    And "url" is remembered as "second"
    When a client sends
      """
      POST {second}/api/data/v9.2/ImportSolution

      {"CustomizationFile":"{file}","OverwriteUnmanagedCustomizations":true,"PublishWorkflows":true}
      """
    Then the status is 204
    When a client sends
      """
      POST {second}/api/data/v9.2/ExportSolution

      {"SolutionName":"Everything","Managed":false}
      """
    Then the status is 200
    And "ExportSolutionFile" equals {file}
    When a client sends
      """
      POST {second}/api/data/v9.2/fabrikam_plans
      Prefer: return=representation

      {"fabrikam_name":"Bridge","fabrikam_colors":"450000001,450000002"}
      """
    Then the status is 201
    And the body has
      | fabrikam_colors | 450000001,450000002 |
      | fabrikam_done   | true                |
    When a client sends
      """
      GET {second}/api/data/v9.2/fabrikam_plans?$select=fabrikam_name&$expand=fabrikam_plan_plan,fabrikam_plan_plan_referenced
      """
    Then the status is 200
    And "/value/0/fabrikam_plan_plan_referenced" has 0 items

  @SL-019 @alone
  Scenario: An organization that is opened with a solution has all of it at once
    Given the solution "ProjectTracking"
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"ProjectTracking","Managed":false}
      """
    And "ExportSolutionFile" is remembered as "file"
    And a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-d","seed":5,"solutions":["{file}"],"clock":{"mode":"manual","now":"2030-01-01T00:00:00Z"}}
      """
    Then the status is 201
    And "url" is remembered as "second"
    When a client sends
      """
      POST {second}/api/data/v9.2/fabrikam_projects
      Prefer: return=representation

      {"fabrikam_name":"Bridge","fabrikam_code":"B-1"}
      """
    Then the status is 201
    And "fabrikam_projectid" is remembered as "project"
    When a client sends
      """
      PUT {second}/_emulator/v1/custom-apis/fabrikam_CloseProject/behavior

      {"outcomes":[{"return":{"Closed":true}}]}
      """
    And a client sends
      """
      POST {second}/api/data/v9.2/fabrikam_CloseProject
      Prefer: respond-async

      {"Project":{"@odata.type":"Microsoft.Dynamics.CRM.fabrikam_project","fabrikam_projectid":"{project}"},"Reason":"Done"}
      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    When a client sends
      """
      POST {second}/_emulator/v1/settle
      """
    And a client sends
      """
      GET {second}/api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatuscode,outputparameters
      """
    Then the body has
      | backgroundoperationstatuscode | 30 |
    And "outputparameters" contains "Closed"
    When a client sends
      """
      POST {second}/api/data/v9.2/ExportSolution

      {"SolutionName":"ProjectTracking","Managed":false}
      """
    Then "ExportSolutionFile" equals {file}

  @SL-018 @alone
  Scenario Outline: An export that is not possible is refused
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"<solution>","Managed":<managed><more>}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | solution | managed | more                                | status | text                                                |
      | Nowhere  | false   |                                     | 404    | no solution with the unique name 'Nowhere'          |
      | System   | false   |                                     | 400    | The solution 'System' is a managed one              |
      | Default  | false   |                                     | 501    | The export of the solution 'Default'                |
      | Default  | true    |                                     | 501    | The export of a solution as a managed one           |
      | Default  | false   | ,"ExportCalendarSettings":true      | 501    | 'ExportCalendarSettings'                            |
      | Default  | false   | ,"TargetVersion":"8.2"              | 501    | 'TargetVersion'                                     |

  @SL-018 @alone
  Scenario: A component that a file cannot have is not left out without a word
    Given these rows of "solutions"
      | as       | uniquename | friendlyname | version | publisherid@odata.bind                             |
      | solution | Projects   | Projects     | 1.0.0.0 | /publishers(d21aab71-79e7-11dd-8874-00188b01e34f) |
    And a client has sent
      """
      POST /api/data/v9.2/serviceendpoints
      MSCRM.SolutionUniqueName: Projects

      {"name":"Hook","contract":8,"authtype":4,"url":"https://localhost/","authvalue":"k"}
      """
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"Projects","Managed":false}
      """
    Then the status is 501
    And "/error/message" contains "a component of the type 95 (Service Endpoint)"

  @SL-018 @alone
  Scenario: A user without the privilege exports nothing
    Given the user "reader" with {"roles":[]}
    And the client is "reader"
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"Nowhere","Managed":false}
      """
    Then the status is 403
    And "/error/message" contains "has not been assigned any roles"

  @SL-016 @SL-017 @FI-001 @FI-002 @FI-010 @alone
  Scenario: Columns of images and files are exported with what stands beside them, and imported
    Given these rows of "publishers"
      | as        | uniquename | friendlyname | customizationprefix | customizationoptionvalueprefix |
      | publisher | fabrikam   | Fabrikam     | fabrikam            | 45000                          |
    And these rows of "solutions"
      | as       | uniquename | friendlyname | version | publisherid@odata.bind   |
      | solution | Pictures   | Pictures     | 1.0.0.0 | /publishers({publisher}) |
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions
      MSCRM.SolutionUniqueName: Pictures

      {"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata","SchemaName":"fabrikam_Plan","OwnershipType":"OrganizationOwned",
       "DisplayName":{"LocalizedLabels":[{"Label":"Plan","LanguageCode":1033}]},"DisplayCollectionName":{"LocalizedLabels":[{"Label":"Plans","LanguageCode":1033}]},
       "Attributes":[{"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"fabrikam_Name","IsPrimaryName":true},
        {"@odata.type":"Microsoft.Dynamics.CRM.ImageAttributeMetadata","SchemaName":"fabrikam_Back","MaxSizeInKB":77},
        {"@odata.type":"Microsoft.Dynamics.CRM.ImageAttributeMetadata","SchemaName":"fabrikam_Front","CanStoreFullImage":true},
        {"@odata.type":"Microsoft.Dynamics.CRM.FileAttributeMetadata","SchemaName":"fabrikam_Doc","MaxSizeInKB":4096}]}
      """
    Then the status is 204
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_plan')/Attributes(LogicalName='fabrikam_front')

      {"@odata.type": "Microsoft.Dynamics.CRM.ImageAttributeMetadata", "IsPrimaryImage": true}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"Pictures","Managed":false}
      """
    Then the status is 200
    And "ExportSolutionFile" is remembered as "file"
    And the solution in "ExportSolutionFile" has
      | file               | text                                                          |
      | customizations.xml | <Type>image</Type>                                            |
      | customizations.xml | <primaryimageattribute>fabrikam_front</primaryimageattribute> |
      | customizations.xml | <attributelogicalname>fabrikam_front</attributelogicalname> |
      | customizations.xml | <Type>file</Type>                                             |
      | customizations.xml | <MaxValue>4096</MaxValue>                                     |
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-b","seed":99}
      """
    Then the status is 201
    And "url" is remembered as "second"
    When a client sends
      """
      POST {second}/api/data/v9.2/ImportSolution

      {"CustomizationFile":"{file}","OverwriteUnmanagedCustomizations":true,"PublishWorkflows":true}
      """
    Then the status is 204
    When a client sends
      """
      GET {second}/api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_plan')/Attributes/Microsoft.Dynamics.CRM.ImageAttributeMetadata?$select=LogicalName,MaxSizeInKB,CanStoreFullImage,IsPrimaryImage
      """
    Then the rows are
      | LogicalName    | MaxSizeInKB | CanStoreFullImage | IsPrimaryImage |
      | fabrikam_back  | 77          | false             | false          |
      | fabrikam_front | 10240       | true              | true           |
    When a client sends
      """
      GET {second}/api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_plan')/Attributes/Microsoft.Dynamics.CRM.FileAttributeMetadata?$select=LogicalName,MaxSizeInKB,IsValidForCreate
      """
    Then the rows are
      | LogicalName  | MaxSizeInKB | IsValidForCreate |
      | fabrikam_doc | 4096        | false            |
    When a client sends
      """
      POST {second}/api/data/v9.2/ExportSolution

      {"SolutionName":"Pictures","Managed":false}
      """
    Then "ExportSolutionFile" equals {file}
