Feature: The privilege of a custom API
  A custom API may name a privilege, which its callers need at any depth.

  Background:
    Given a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename": "sample_Guarded", "name": "Guarded", "displayname": "Guarded", "description": "Asks for a privilege", "bindingtype": 0, "isfunction": false, "isprivate": false, "allowedcustomprocessingsteptype": 2, "workflowsdkstepenabled": false, "executeprivilegename": "prvCreateAccount"}
      """

  @CA-029 @PV-030 @PV-031 @PV-033 @AU-009
  Scenario Outline: A caller needs the custom API's privilege, at any depth
    Given the user "Ada" with {"privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global", "<privilege>": "<depth>"}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/sample_Guarded

      {}
      """
    Then the status is <call>
    When a client sends
      """
      POST /api/data/v9.2/sample_Guarded
      Prefer: respond-async

      {}
      """
    Then the status is <submit>
    When the SDK executes "sample_Guarded" without parameters
    Then the status is <sdk>

    Examples:
      | privilege        | depth  | call | submit | sdk |
      | prvReadAccount   | Global | 403  | 403    | 500 |
      | prvCreateAccount | Basic  | 204  | 202    | 200 |
      | prvCreateAccount | Global | 204  | 202    | 200 |

  @CA-029 @PV-010 @alone
  Scenario: The refusal names the privilege and its table
    Given the user "Ada" with {"roles": ["Delegate"]}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/sample_Guarded

      {}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "is missing prvCreateAccount privilege (Id=d26fe964-230b-42dd-ad93-5cc879de411e) on OTC=1 for entity 'account' (LocalizedName='Account')"
    And the exchange matches snapshot "security/custom-api-denied"

  @CA-029 @PV-033
  Scenario: The privilege is checked before the parameters
    Given a client has sent
      """
      GET /api/data/v9.2/customapis?$select=customapiid&$filter=uniquename eq 'sample_Guarded'
      """
    And "/value/0/customapiid" is remembered as "api"
    And these rows of "customapirequestparameters"
      | uniquename | name                  | displayname | description | type | isoptional | CustomAPIId@odata.bind |
      | Needed     | sample_Guarded.Needed | Needed      | Needed      | 10   | false      | /customapis({api})     |
    And the user "Ada" with {"roles": ["Delegate"]}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/sample_Guarded

      {}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220

  @PV-030 @PV-032
  Scenario Outline: A privilege that does not exist cannot be named
    When a client sends
      """
      POST /api/data/v9.2/customapis

      {"uniquename": "sample_Other", "name": "Other", "displayname": "Other", "description": "Asks for a privilege", "bindingtype": 0, "isfunction": false, "isprivate": false, "allowedcustomprocessingsteptype": 2, "workflowsdkstepenabled": false, "executeprivilegename": <name>}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/customapis?$filter=uniquename eq 'sample_Other'
      """
    Then "value" has <rows> items

    Examples:
      | name                          | status | rows |
      | "prvNothing"                  | 400    | 0    |
      | "prvReadbackgroundoperation"  | 204    | 1    |
      | null                          | 204    | 1    |

  @PV-032
  Scenario: A custom API is not changed to a privilege that does not exist
    Given a client has sent
      """
      GET /api/data/v9.2/customapis?$select=customapiid&$filter=uniquename eq 'sample_Guarded'
      """
    And "/value/0/customapiid" is remembered as "api"
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({api})
      If-Match: *

      {"executeprivilegename": "prvNothing"}
      """
    Then the status is 400
    And "/error/code" equals 0x80040217
    And "/error/message" equals privilege With Name = prvNothing Does Not Exist
    When a client sends
      """
      GET /api/data/v9.2/customapis({api})?$select=executeprivilegename
      """
    Then "executeprivilegename" equals prvCreateAccount

  @CA-029 @BG-095
  Scenario Outline: Whether the privilege is checked again when an operation runs is a rule
    Given the rule "privilege_at_run" is "<rule>"
    And the rule "max_retries" is "0"
    And "sample_Guarded" waits to be started
    And the user "Ada" with {"privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global", "prvCreateAccount": "Basic"}}
    And the client is "Ada"
    And "sample_Guarded" is submitted
    And the user "Ada" with {<left>}
    And the client is the administrator
    When the operation is released
    And everything settles
    Then the operation is <end>
    And the operation's "errorcode" is <code>

    Examples:
      | rule    | left                                         | end       | code        |
      | checked | "roles": ["Basic User"]                      | Succeeded | null        |
      | checked | "roles": ["Delegate"]                        | Failed    | -2147220960 |
      | checked | "roles": ["Basic User"], "disabled": true    | Failed    | -2147220955 |
      | trusted | "roles": ["Delegate"]                        | Succeeded | null        |
      | trusted | "roles": ["Basic User"], "disabled": true    | Succeeded | null        |

  # The row of a call is looked up by the platform, not for the caller.
  @CA-031 @CA-047 @no-samples
  Scenario Outline: A call on a row takes no privilege on the row's table and runs none of its steps: <where>
    Given the custom API "sample_Bound" bound to a row of "account"
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these processing steps
      | on                       | stage        | does                                             |
      | Retrieve account         | PreOperation | [{"fail":{"code":"0x80040265","message":"No."}}] |
      | RetrieveMultiple account | PreOperation | [{"fail":{"code":"0x80040265","message":"No."}}] |
    And the user "Ada" with {"privileges": {<privileges>}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.sample_Bound

      {}
      """
    Then the status is 204
    When a client sends a batch of
      """
      <begin>
      POST accounts({account})/Microsoft.Dynamics.CRM.sample_Bound

      {}
      <end>
      """
    Then the batch is answered with
      | part   | status |
      | <part> | 204    |
    When a client sends a batch of
      """
      <begin>
      POST accounts(a0000000-0000-4000-8000-00000000dead)/Microsoft.Dynamics.CRM.sample_Bound

      {}
      <end>
      """
    Then the batch is answered with
      | part | status |
      | 1    | 404    |

    Examples:
      | where                    | privileges                 | begin          | end     | part |
      | in a batch               | "prvReadContact": "Global" | ---            | ---     | 1    |
      | in a change set          | "prvReadContact": "Global" | --- change set | --- end | 1.1  |
      | in a change set, readers | "prvReadAccount": "Basic"  | --- change set | --- end | 1.1  |

  @CA-047 @no-samples
  Scenario: A call on a row that the same change set has made
    Given the custom API "sample_Bound" bound to a row of "account"
    And the user "Ada" with {"privileges": {"prvCreateAccount": "Basic"}}
    And the client is "Ada"
    When a client sends a batch of
      """
      --- change set
      POST accounts

      {"name":"New"}
      ---
      POST $1/Microsoft.Dynamics.CRM.sample_Bound

      {}
      --- end
      """
    Then the batch is answered with
      | part | status |
      | 1.1  | 204    |
      | 1.2  | 204    |

  @CA-029 @PV-033 @no-samples
  Scenario Outline: The privilege of the custom API is checked in a batch as well: <where>
    Given the user "Ada" with {"privileges": {"prvReadAccount": "Global"}}
    And the client is "Ada"
    When a client sends a batch of
      """
      <begin>
      POST sample_Guarded

      {}
      <end>
      """
    Then the batch is answered with
      | part | status |
      | 1    | 403    |
    When the client reads part "1"
    Then "/error/code" equals 0x80040220
    And "/error/message" contains "is missing prvCreateAccount privilege"

    Examples:
      | where           | begin          | end     |
      | in a batch      | ---            | ---     |
      | in a change set | --- change set | --- end |
