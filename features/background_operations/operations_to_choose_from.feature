@alone
Feature: Background operations to choose from
  Custom APIs are put into catalogs and their categories, and GetBackgroundOperations lists those that the caller can run in
  the background.

  Background:
    Given the custom API "sample_Fill"
    And the custom API "sample_Empty"
    And the custom API "sample_Paint" bound to a row of "contact"
    And the custom API "sample_PaintAll" bound to the rows of "contact"
    And these rows of "catalogs"
      | as    | uniquename    | name  | displayname | description |
      | tanks | sample_Tanks  | Tanks | Tanks       | Tanks       |
      | other | sample_Others | Other | Other       | Other       |
    And these rows of "catalogs"
      | as    | uniquename   | name  | displayname | description | ParentCatalogId@odata.bind |
      | work  | sample_Work  | Work  | Work        | Work        | /catalogs({tanks})         |
      | paint | sample_Paint | Paint | Paint       | Paint       | /catalogs({tanks})         |
      | rest  | sample_Rest  | Rest  | Rest        | Rest        | /catalogs({other})         |
    And these rows of "catalogassignments"
      | as       | name  | CatalogId@odata.bind | CustomAPIId@odata.bind                     |
      | fill     | Fill  | /catalogs({work})    | /customapis(uniquename='sample_Fill')     |
      | again    | Again | /catalogs({work})    | /customapis(uniquename='sample_Fill')     |
      | painting | Paint | /catalogs({paint})   | /customapis(uniquename='sample_Paint')    |
      | many     | Many  | /catalogs({paint})   | /customapis(uniquename='sample_PaintAll') |

  @BG-0F1 @BG-0F0
  Scenario Outline: Catalog, category and table narrow the list: <catalog>, <category>, <table>
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='<catalog>',categoryUniqueName='<category>',entityLogicalName='<table>')
      """
    Then the status is 200
    And "/@odata.context" matches "/api/data/v9\.2/\$metadata#customapis$"
    And the rows are
      | uniquename |
      | <one>      |
      | <two>      |

    Examples:
      | catalog      | category     | table   | one          | two             |
      | sample_Tanks | sample_Paint | contact | sample_Paint | sample_PaintAll |
      | sample_Tanks | ALL          | contact | sample_Paint | sample_PaintAll |
      | ALL          | sample_Paint | contact | sample_Paint | sample_PaintAll |
      | all          | All          | contact | sample_Paint | sample_PaintAll |

  @BG-0F1 @BG-0F0
  Scenario Outline: An operation that is bound to no table is chosen without one: <catalog>, <category>, '<table>'
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='<catalog>',categoryUniqueName='<category>',entityLogicalName='<table>')
      """
    Then the status is 200
    And the rows are
      | uniquename  |
      | sample_Fill |

    Examples:
      | catalog      | category    | table  |
      | sample_Tanks | sample_Work | none   |
      | sample_Tanks | sample_Work | (none) |
      | sample_Tanks | sample_Work |        |
      | sample_Tanks | ALL         | none   |
      | ALL          | sample_Work | none   |

  @BG-0F0 @emulator
  Scenario: A custom API in no catalog is found among all
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='ALL',categoryUniqueName='ALL',entityLogicalName='none')
      """
    Then the status is 200
    And the rows are
      | uniquename                                 |
      | contoso_GetReport                          |
      | contoso_GetReportStatus                    |
      | OnBackgroundOperationComplete              |
      | sample_CleanupExportedDataAnnotations      |
      | sample_Empty                               |
      | sample_ExportDataUsingFetchXmlToAnnotation |
      | sample_Fill                                |

  @BG-0F1
  Scenario: A category without operations of the kind has an empty list
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='sample_Others',categoryUniqueName='sample_Rest',entityLogicalName='none')
      """
    Then the status is 200
    And "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='sample_Tanks',categoryUniqueName='sample_Work',entityLogicalName='contact')
      """
    Then "value" has 0 items

  @BG-0F1
  Scenario Outline: Rows of customapi or of sdkmessage, by rule
    Given the rule "background_operation_list" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='sample_Tanks',categoryUniqueName='<category>',entityLogicalName='none')
      """
    Then the status is 200
    And "/@odata.context" matches "/api/data/v9\.2/\$metadata#<set>$"
    And "value" has <count> items

    Examples:
      | rule        | category     | set         | count |
      | custom_apis | sample_Work  | customapis  | 1     |
      | messages    | sample_Work  | sdkmessages | 1     |
      | messages    | sample_Paint | sdkmessages | 0     |

  @BG-0F1
  Scenario: The row of a message has the name of its custom API
    Given the rule "background_operation_list" is "messages"
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='sample_Tanks',categoryUniqueName='ALL',entityLogicalName='contact')
      """
    Then the rows are
      | name            |
      | sample_Paint    |
      | sample_PaintAll |

  @BG-0G3
  Scenario Outline: What the caller cannot run or read is not listed: <what>
    Given a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename": "sample_Guarded", "name": "Guarded", "displayname": "Guarded", "description": "Asks for a privilege", "bindingtype": 0, "isfunction": false, "isprivate": false, "allowedcustomprocessingsteptype": 2, "workflowsdkstepenabled": false, "executeprivilegename": "prvCreateAccount"}
      """
    And these rows of "catalogassignments"
      | as      | name    | CatalogId@odata.bind | CustomAPIId@odata.bind                    |
      | guarded | Guarded | /catalogs({rest})    | /customapis(uniquename='sample_Guarded') |
    And the user "Ada" with {"privileges": {"prvReadCustomAPI": "Global", "prvReadCatalog": "Global", "prvReadCatalogAssignment": "Global", <privileges>}}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='sample_Others',categoryUniqueName='sample_Rest',entityLogicalName='none')
      """
    Then the status is 200
    And "value" has <count> items

    Examples:
      | what                              | privileges                                                                                                              | count |
      | everything is allowed             | "prvCreateAccount": "Global", "prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"           | 1     |
      | not the custom API                | "prvReadAccount": "Global", "prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"             | 0     |
      | no background operations          | "prvCreateAccount": "Global", "prvReadbackgroundoperation": "Global"                                                    | 0     |
      | only the caller's own custom APIs | "prvCreateAccount": "Global", "prvReadCustomAPI": "Basic", "prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global" | 0     |

  @BG-0G3
  Scenario Outline: Reading custom APIs and catalogs takes the privileges of their tables: without <missing>
    Given the user "Ada" with {"privileges": {<privileges>}}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='sample_Tanks',categoryUniqueName='sample_Work',entityLogicalName='none')
      """
    Then the status is 403
    And "/error/message" contains "<missing>"

    Examples:
      | missing                  | privileges                                                  |
      | prvReadCustomAPI         | "prvReadCatalog": "Global"                                  |
      | prvReadCatalog           | "prvReadCustomAPI": "Global"                                |
      | prvReadCatalogAssignment | "prvReadCustomAPI": "Global", "prvReadCatalog": "Global"    |

  @BG-0G4
  Scenario Outline: A catalog, a category or a table that does not exist is refused: <catalog>, <category>, <table>
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='<catalog>',categoryUniqueName='<category>',entityLogicalName='<table>')
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"

    Examples:
      | catalog       | category       | table   | status | code       | text                                                                              |
      | sample_Nobody | ALL            | none    | 404    | 0x80040217 | There is no catalog with the unique name 'sample_Nobody': expected                |
      | sample_Work   | ALL            | none    | 404    | 0x80040217 | There is no catalog with the unique name 'sample_Work': expected                  |
      | ALL           | sample_Tanks   | none    | 404    | 0x80040217 | There is no category with the unique name 'sample_Tanks': expected                |
      | sample_Tanks  | sample_Rest    | none    | 404    | 0x80040217 | no category with the unique name 'sample_Rest' in the catalog 'sample_Tanks'      |
      | sample_Tanks  | sample_Work    | nothing | 400    | 0x80041102 | The entity with a name = 'nothing'                                                |
      | sample_Tanks  | sample_Work    | quote   | 501    | emulator:not_emulated | 'quote' is not emulated                                                |

  @BG-0F1
  Scenario: The function has all three parameters, and is called by GET
    When a client sends
      """
      GET /api/data/v9.2/GetBackgroundOperations(catalogUniqueName='ALL',categoryUniqueName='ALL')
      """
    Then the status is 404
    When a client sends
      """
      POST /api/data/v9.2/GetBackgroundOperations

      {"catalogUniqueName": "ALL", "categoryUniqueName": "ALL", "entityLogicalName": "none"}
      """
    Then the status is 404

  @BG-0G1
  Scenario Outline: A catalog has a unique name with a publisher's prefix, and two levels: <body>
    When a client sends
      """
      POST /api/data/v9.2/catalogs

      {"name": "New", "displayname": "New", <body>}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"

    Examples:
      | body                                                                                                        | status | code       | text                                         |
      | "description": "New", "uniquename": "New"                                                                   | 400    | 0x80044366 | must start with a valid customization prefix |
      | "description": "New", "uniquename": "sample_Ä"                                                              | 400    | 0x80044366 | must start with a valid customization prefix |
      | "description": "New", "uniquename": "sample_Tanks"                                                          | 412    | 0x80040237 | matching key values already exists           |
      | "description": "New", "uniquename": "sample_New", "ParentCatalogId@odata.bind": "/catalogs({work})"         | 400    | 0x80040203 | The catalog 'sample_Work' is a category      |
      | "uniquename": "sample_New"                                                                                  | 400    | 0x80040200 | description                                  |

  @BG-0G1
  Scenario: The catalog of a category stays, and its categories go with a catalog
    When a client sends
      """
      GET /api/data/v9.2/catalogs({other})?$select=name&$expand=SubCatalogs($select=name)
      """
    Then "/SubCatalogs/0/name" equals Rest
    When a client sends
      """
      PATCH /api/data/v9.2/catalogs({rest})

      {"ParentCatalogId@odata.bind": "/catalogs({tanks})"}
      """
    And a client sends
      """
      GET /api/data/v9.2/catalogs({rest})?$select=_parentcatalogid_value
      """
    Then "_parentcatalogid_value" equals {other}
    When a client sends
      """
      DELETE /api/data/v9.2/catalogs({other})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/catalogs({rest})
      """
    Then the status is 404

  @BG-0G2
  Scenario: A catalog with an assignment is not deleted, and an assignment goes with its custom API
    When a client sends
      """
      DELETE /api/data/v9.2/catalogs({work})
      """
    Then the status is 405
    And "/error/code" equals 0x80040227
    When a client sends
      """
      DELETE /api/data/v9.2/customapis(uniquename='sample_Fill')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/catalogassignments({fill})
      """
    Then the status is 404
    When a client sends
      """
      DELETE /api/data/v9.2/catalogs({work})
      """
    Then the status is 204

  @BG-0G5
  Scenario Outline: Tables and processes are in no catalog: <property>
    When a client sends
      """
      POST /api/data/v9.2/catalogassignments

      {"name": "New", "CatalogId@odata.bind": "/catalogs({work})", "<property>@odata.bind": "/<set>(11111111-0000-4000-8000-000000000001)"}
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" contains "<property>"

    Examples:
      | property   | set       |
      | EntityId   | entities  |
      | WorkflowId | workflows |

  @BG-0G2
  Scenario: An assignment names a catalog and an object
    When a client sends
      """
      POST /api/data/v9.2/catalogassignments

      {"name": "New", "CatalogId@odata.bind": "/catalogs({work})"}
      """
    Then the status is 400
    And "/error/message" contains "object"
    When a client sends
      """
      POST /api/data/v9.2/catalogassignments

      {"name": "New", "CustomAPIId@odata.bind": "/customapis(uniquename='sample_Fill')"}
      """
    Then the status is 400
    And "/error/message" contains "catalogid"
