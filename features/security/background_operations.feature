Feature: Privileges of background operations
  Submitting, polling and canceling take the privileges to read and to write background operations.

  # The status monitor is one resource, whichever door the operation was submitted by. The SDK tells a refusal by a
  # fault, whose status is 500.
  @BG-040 @BG-041 @BG-043 @BG-044 @BG-04A @BG-04B @BG-06C @BG-073 @AU-009 @PV-010
  Scenario Outline: Submitting, polling and canceling by role
    Given "sample_CleanupExportedDataAnnotations" waits to be started
    And "sample_CleanupExportedDataAnnotations" is submitted
    And the user "Ada" with {"roles": ["<role>"], "privileges": {<privileges>}}
    And the client is "Ada"
    When "sample_CleanupExportedDataAnnotations" is asked for in the background over the <door>
    Then the status is <submit>
    When the status monitor is polled
    Then the status is <poll>
    When the row of the operation is read over the <door>
    Then the status is <read>
    When the operation is canceled in the table over the <door>
    Then the status is <patch>
    When the operation is canceled at the status monitor
    Then the status is <cancel>

    Examples:
      | role                 | privileges                                                                      | door    | submit | poll | read | patch | cancel |
      | Basic User           |                                                                                 | Web API | 403    | 403  | 403  | 403   | 403    |
      | Basic User           |                                                                                 | SDK     | 500    | 403  | 500  | 500   | 403    |
      | Basic User           | "prvReadbackgroundoperation": "Global"                                          | Web API | 403    | 200  | 200  | 403   | 403    |
      | Basic User           | "prvReadbackgroundoperation": "Global"                                          | SDK     | 500    | 200  | 200  | 500   | 403    |
      | Basic User           | "prvWritebackgroundoperation": "Global"                                         | Web API | 403    | 403  | 403  | 204   | 200    |
      | Basic User           | "prvWritebackgroundoperation": "Global"                                         | SDK     | 500    | 403  | 500  | 200   | 200    |
      | Basic User           | "prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global" | Web API | 202    | 200  | 200  | 204   | 200    |
      | Basic User           | "prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global" | SDK     | 200    | 200  | 200  | 200   | 200    |
      | System Administrator |                                                                                 | Web API | 202    | 200  | 200  | 204   | 200    |
      | System Administrator |                                                                                 | SDK     | 200    | 200  | 200  | 200   | 200    |

  @BG-04A
  Scenario Outline: Operations cannot be listed without the privilege to read them
    Given the user "Ada" with {"roles": ["Basic User"], "privileges": {<privileges>}}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations
      """
    Then the status is <read>

    Examples:
      | privileges                              | read |
      |                                         | 403  |
      | "prvWritebackgroundoperation": "Global" | 403  |
      | "prvReadbackgroundoperation": "Global"  | 200  |

  @BG-043 @BG-044 @AU-009 @PV-010
  Scenario Outline: A refusal names the missing privilege and changes nothing
    Given "sample_CleanupExportedDataAnnotations" waits to be started
    And "sample_CleanupExportedDataAnnotations" is submitted
    And the user "Ada" with {"roles": ["Basic User"], "privileges": {<privileges>}}
    And the client is "Ada"
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "<missing>"
    And the exchange matches snapshot "security/<snapshot>"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations
      """
    Then "value" has 1 item
    And the operation is Waiting For Resources

    Examples:
      | privileges                               | request                                                  | body                                                                      | missing                             | snapshot                       |
      |                                          | GET {monitor}                                            |                                                                           | prvReadbackgroundoperation          | monitor-get-denied             |
      |                                          | DELETE {monitor}                                         |                                                                           | prvWritebackgroundoperation         | monitor-delete-denied          |
      |                                          | GET /api/data/v9.2/backgroundoperations({operation})     |                                                                           | prvReadbackgroundoperation          | row-get-denied                 |
      |                                          | PATCH /api/data/v9.2/backgroundoperations({operation})   | {"backgroundoperationstatecode": 2, "backgroundoperationstatuscode": 22}  | prvWritebackgroundoperation         | row-patch-denied               |
      |                                          | DELETE /api/data/v9.2/backgroundoperations({operation})  |                                                                           | prvDeletebackgroundoperation        | row-delete-denied              |

  @BG-044 @BG-013 @alone
  Scenario Outline: A submission checks the privilege to write first
    Given the user "Ada" with {"roles": ["Basic User"], "privileges": {<privileges>}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async

      {}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "<missing>"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations
      """
    Then "value" has 0 items

    Examples:
      | privileges                              | missing                     |
      |                                         | prvWritebackgroundoperation |
      | "prvWritebackgroundoperation": "Global" | prvReadbackgroundoperation  |

  @BG-042 @BG-041
  Scenario Outline: The privileges of background operations reach every row or none
    When a client sends
      """
      GET /api/data/v9.2/privileges?$filter=name eq '<name>'&$select=name,accessright,canbebasic,canbelocal,canbedeep,canbeglobal
      """
    Then "/value/0/name" equals <name>
    And "/value/0/accessright" equals <right>
    And "/value/0/canbebasic" equals false
    And "/value/0/canbelocal" equals false
    And "/value/0/canbedeep" equals false
    And "/value/0/canbeglobal" equals true
    When a client sends
      """
      PUT /_emulator/v1/users/Ada

      {"privileges": {"<name>": "Deep"}}
      """
    Then the status is 400
    And "/error/message" equals privilege '<name>' does not take depth Deep

    Examples:
      | name                         | right |
      | prvReadbackgroundoperation   | 1     |
      | prvWritebackgroundoperation  | 2     |
      | prvDeletebackgroundoperation | 65536 |

  @BG-06C @BG-073
  Scenario Outline: The operations that a user with the privileges sees and cancels are a rule
    Given the rule "operation_access" is "<rule>"
    And "sample_CleanupExportedDataAnnotations" waits to be started
    And "sample_CleanupExportedDataAnnotations" is submitted as "theirs"
    And the user "Ada" with {"roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"}}
    And the client is "Ada"
    And "sample_CleanupExportedDataAnnotations" is submitted as "own"
    When a client sends
      """
      GET {theirs monitor}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({theirs})
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name
      """
    Then "value" has <rows> items
    When a client sends
      """
      DELETE {theirs monitor}
      """
    Then the status is <status>
    When a client sends
      """
      GET {own monitor}
      """
    Then the status is 200
    When a client sends
      """
      DELETE {own monitor}
      """
    Then the status is 200

    Examples:
      | rule       | status | rows |
      | any_holder | 200    | 2    |
      | owner_only | 403    | 1    |

  @BG-043 @PV-010
  Scenario: A refusal names the user and the privilege in full
    Given the rule "privilege_message" is "long"
    And the user "Ada" with {"roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations
      """
    Then the status is 403
    And "/error/message" matches "^Principal user \(Id={ada}, type=8, roleCount=1, privilegeCount=\d+, accessMode='0 Read-Write', AADObjectId='{ada object}', MetadataCachePrivilegesCount=\d+, businessUnitId={ada unit}\), is missing prvReadbackgroundoperation privilege \(Id=[0-9a-f-]{36}\) on OTC=\d+ for entity 'backgroundoperation' \(LocalizedName='Background Operation'\)\. context\.Caller={ada}\. Consider adding missed privilege to one of the principal \(user/team\) roles\.$"

  @BG-043 @PV-015
  Scenario: By rule a refusal is short
    Given the rule "privilege_message" is "short"
    And the user "Ada" with {"roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations
      """
    Then the status is 403
    And "/error/message" matches "^Principal user \(Id={ada}, type=8\) is missing prvReadbackgroundoperation privilege \(Id=[0-9a-f-]{36}\)$"

  @BG-046 @BG-040 @alone
  Scenario: An operation runs as the user who submitted it
    Given the user "Ada" with {"roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"}}
    And the client is "Ada"
    And "sample_CleanupExportedDataAnnotations" is submitted
    And everything settles
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})
      """
    Then "runas" equals {ada}
    And "_createdby_value" equals {ada}
    And "_createdonbehalfby_value" is null

  # The partition is looked up by the platform, not for the caller.
  @BG-0D9 @BG-0E3
  Scenario Outline: The privilege to write is enough to name the partition of a row, alone and in a change set
    Given the custom API "sample_Report"
    And "sample_Report" waits to be started
    And "sample_Report" is submitted
    And a client has sent
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"partitionid":"north"}
      """
    And the user "Ada" with {"roles": ["Basic User"], "privileges": {"<privilege>": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      <method> /api/data/v9.2/backgroundoperations(backgroundoperationid={operation},partitionid='south')<property>
      If-Match: *

      <body>
      """
    Then the status is 404
    When a client sends a batch of
      """
      <begin>
      <method> backgroundoperations(backgroundoperationid={operation},partitionid='south')<property>
      If-Match: *

      <body>
      <end>
      """
    Then the batch is answered with
      | part | status |
      | 1    | 404    |
    When a client sends a batch of
      """
      <begin>
      <method> backgroundoperations(backgroundoperationid={operation},partitionid='north')<property>
      If-Match: *

      <body>
      <end>
      """
    Then the batch is answered with
      | part   | status |
      | <part> | 204    |

    Examples:
      | method | property      | privilege                    | body              | begin          | end     | part |
      | PATCH  |               | prvWritebackgroundoperation  | {"ttlinseconds":60} | ---          | ---     | 1    |
      | PATCH  |               | prvWritebackgroundoperation  | {"ttlinseconds":60} | --- change set | --- end | 1.1 |
      | PUT    | /ttlinseconds | prvWritebackgroundoperation  | {"value":60}      | --- change set | --- end | 1.1  |
      | DELETE |               | prvDeletebackgroundoperation |                   | ---            | ---     | 1    |
      | DELETE |               | prvDeletebackgroundoperation |                   | --- change set | --- end | 1.1  |

  @BG-0E4 @PV-007
  Scenario Outline: Without the privilege any partition in the address is refused alike: <method> <property>
    Given the custom API "sample_Report"
    And "sample_Report" waits to be started
    And "sample_Report" is submitted
    And a client has sent
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"partitionid":"north"}
      """
    And the user "Ada" with {"roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      <method> /api/data/v9.2/backgroundoperations(backgroundoperationid={operation},partitionid='north')<property>

      <body>
      """
    Then the status is 403
    When a client sends
      """
      <method> /api/data/v9.2/backgroundoperations(backgroundoperationid={operation},partitionid='south')<property>

      <body>
      """
    Then the status is 403

    Examples:
      | method | property      | body                |
      | GET    |               |                     |
      | GET    | /name         |                     |
      | PATCH  |               | {"ttlinseconds":60} |
      | PUT    | /ttlinseconds | {"value":60}        |
      | DELETE |               |                     |

  @BG-0D9
  Scenario Outline: A custom API is called on a row in the partition that the address names: <partition>
    Given the custom API "sample_Report"
    And the custom API "sample_Look" bound to a row of "backgroundoperation"
    And "sample_Report" waits to be started
    And "sample_Report" is submitted
    And a client has sent
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"partitionid":"north"}
      """
    When a client sends
      """
      POST /api/data/v9.2/backgroundoperations(backgroundoperationid={operation},partitionid='<partition>')/Microsoft.Dynamics.CRM.sample_Look

      {}
      """
    Then the status is <status>

    Examples:
      | partition | status |
      | north     | 204    |
      | south     | 404    |
