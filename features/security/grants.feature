@alone
Feature: Who may grant
  Who may change roles does not thereby have what the roles grant.

  Background:
    Given these rows of "roles"
      | as   | name   |
      | role | Reader |

  @PV-041
  Scenario Outline: Only privileges that the caller has are put into a role
    Given the rule "privilege_elevation" is "refused"
    And the user "Ann" with {"privileges": {"prvWriteRole": "Global", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global", "prvReadAccount": "Local"}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "<privilege>", "Depth": "<depth>"}]}
      """
    Then the status is <status>

    Examples:
      | privilege        | depth  | status |
      | prvReadAccount   | Basic  | 204    |
      | prvReadAccount   | Local  | 204    |
      | prvReadAccount   | Global | 403    |
      | prvDeleteAccount | Basic  | 403    |

  @PV-041
  Scenario: By rule, the privileges on roles are enough to put any privilege into a role
    Given the rule "privilege_elevation" is "allowed"
    And the user "Ann" with {"privileges": {"prvWriteRole": "Global", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvDeleteAccount", "Depth": "Global"}]}
      """
    Then the status is 204

  @PV-040
  Scenario: A role with more privileges than the caller has cannot be assigned, nor taken away
    Given the user "Ann" with {"roles": ["Reader"], "privileges": {"prvAssignRole": "Global", "prvReadRole": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/roles(50000000-0000-4000-8000-000000000001)/systemuserroles_association/$ref

      {"@odata.id": "systemusers({ann})"}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    When a client sends
      """
      DELETE /api/data/v9.2/systemusers(05e70000-0000-4000-8000-000000000001)/systemuserroles_association(50000000-0000-4000-8000-000000000001)/$ref
      """
    Then the status is 403

  @PV-043
  Scenario Outline: A Basic User does not read secure configurations
    Given these rows of "sdkmessageprocessingstepsecureconfigs"
      | as     | secureconfig |
      | secret | The secret   |
    And the user "Ann" with {"roles": ["Basic User"]<more>}
    And the client is "Ann"
    When a client sends
      """
      GET /api/data/v9.2/<rows>
      """
    Then the status is <status>
    And the body does not contain "The secret"

    Examples:
      | rows                                                                        | more                                                                            | status |
      | sdkmessageprocessingstepsecureconfigs                                       |                                                                                 | 403    |
      | sdkmessageprocessingstepsecureconfigs?$select=createdon&$filter=startswith(secureconfig,'T') |                                                                | 403    |
      | sdkmessageprocessingstepsecureconfigs({secret})                             |                                                                                 | 403    |
      | sdkmessageprocessingstepsecureconfigs({secret})/secureconfig                |                                                                                 | 403    |
      | sdkmessageprocessingsteps?$expand=sdkmessageprocessingstepsecureconfigid    |                                                                                 | 403    |
      | plugintracelogs                                                             |                                                                                 | 403    |
      | sdkmessageprocessingstepsecureconfigs?$select=createdon                     | , "privileges": {"prvReadSdkMessageProcessingStepSecureConfig": "Global"}       | 200    |

  @PV-044
  Scenario: Rows related to a row out of sight are refused as the row itself is
    Given these rows of "accounts"
      | as     | name   |
      | hidden | Hidden |
    And the user "Ann" with {"roles": ["Basic User"]}
    And the client is "Ann"
    When a client sends
      """
      GET /api/data/v9.2/accounts({hidden})
      """
    Then the status is 403
    When a client sends
      """
      GET /api/data/v9.2/accounts({hidden})/contact_customer_accounts
      """
    Then the status is 403
    And "/error/code" equals 0x80048306

  @PV-042
  Scenario: A step that runs as another user is refused without the privilege to act on behalf of others
    Given the user "Ann" with {"privileges": {"prvCreateSdkMessageProcessingStep": "Global", "prvAppendSdkMessageProcessingStep": "Global", "prvAppendToUser": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name": "A step without a handler", "stage": 40, "mode": 0, "impersonatinguserid@odata.bind": "/systemusers(05e70000-0000-4000-8000-000000000001)"}
      """
    Then the status is 403
    And "/error/message" contains "is missing prvActOnBehalfOfAnotherUser privilege"

  @PV-042
  Scenario Outline: A step that runs as another user needs the privilege to act on behalf of others
    Given the rule "step_impersonation" is "<rule>"
    And the user "Ann" with {"privileges": {"prvCreateSdkMessageProcessingStep": "Global", "prvAppendSdkMessageProcessingStep": "Global", "prvAppendToUser": "Global"<more>}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name": "A step without a handler", "stage": 40, "mode": 0, "impersonatinguserid@odata.bind": "/systemusers(<user>)"}
      """
    Then the status is <status>

    Examples:
      | rule          | more                                      | user                                 | status |
      | act_on_behalf |                                           | 05e70000-0000-4000-8000-000000000001 | 403    |
      | act_on_behalf |                                           | {ann}                                | 400    |
      | act_on_behalf | , "prvActOnBehalfOfAnotherUser": "Global" | 05e70000-0000-4000-8000-000000000001 | 400    |
      | unchecked     |                                           | 05e70000-0000-4000-8000-000000000001 | 400    |

  @PV-04F
  Scenario Outline: Privileges are put into a role only as far as the privilege to change roles reaches
    Given the user "Ben" with {"businessUnit": "Sales"}
    And these rows of "roles"
      | as    | name  | businessunitid@odata.bind    |
      | sales | Sales | /businessunits({ben unit})   |
    And the user "Ann" with {"businessUnit": "<unit>", "privileges": {"prvWriteRole": "Local", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global", "prvReadAccount": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/roles({sales})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Basic"}]}
      """
    Then the status is <status>

    Examples:
      | unit    | status |
      | Sales   | 204    |
      | Service | 403    |

  @PV-04F
  Scenario: A role is given only to a user whom the caller may read
    Given the user "Ann" with {"roles": ["Reader"], "privileges": {"prvAssignRole": "Global", "prvReadRole": "Global"}}
    And the user "Ben"
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/systemusers({ben})/systemuserroles_association/$ref

      {"@odata.id": "roles({role})"}
      """
    Then the status is 403
    And "/error/message" contains "is missing prvReadUser privilege"

  @PV-04D
  Scenario Outline: A Basic User registers no code: <rows>
    Given the user "Ann" with {"roles": ["Basic User"]}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/<rows>

      {"<column>": "Mine"}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "is missing <privilege> privilege"

    Examples:
      | rows                                  | column       | privilege                                     |
      | pluginassemblies                      | name         | prvCreatePluginAssembly                       |
      | plugintypes                           | name         | prvCreatePluginType                           |
      | sdkmessageprocessingsteps             | name         | prvCreateSdkMessageProcessingStep             |
      | sdkmessageprocessingstepimages        | name         | prvCreateSdkMessageProcessingStepImage        |
      | sdkmessageprocessingstepsecureconfigs | secureconfig | prvCreateSdkMessageProcessingStepSecureConfig |
      | serviceendpoints                      | name         | prvCreateServiceEndpoint                      |
      | customapis                            | description  | prvCreateCustomAPI                            |
      | customapirequestparameters            | description  | prvWriteCustomAPI                             |
      | customapiresponseproperties           | description  | prvWriteCustomAPI                             |
      | roles                                 | name         | prvCreateRole                                 |
      | systemusers                           | lastname     | prvCreateUser                                 |
      | businessunits                         | name         | prvCreateBusinessUnit                         |

  @PV-04B
  Scenario Outline: The privilege that a custom API asks for is taken from it only by who has it
    Given a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename": "sample_Guarded", "name": "Guarded", "displayname": "Guarded", "description": "Asks for a privilege", "bindingtype": 0, "isfunction": false, "isprivate": false, "allowedcustomprocessingsteptype": 2, "workflowsdkstepenabled": false, "executeprivilegename": "prvCreateAccount"}
      """
    And the id of the new row is remembered as "api"
    And the user "Ann" with {"privileges": {"prvWriteCustomAPI": "Global"<more>}}
    And the client is "Ann"
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({api})
      If-Match: *

      {<change>}
      """
    Then the status is <status>

    Examples:
      | more                        | change                                       | status |
      |                             | "executeprivilegename": null                 | 403    |
      |                             | "executeprivilegename": "prvWriteCustomAPI"  | 403    |
      |                             | "executeprivilegename": "prvCreateAccount"   | 204    |
      |                             | "displayname": "Other"                       | 204    |
      | , "prvCreateAccount": "Basic" | "executeprivilegename": null               | 204    |

  @PV-04B
  Scenario: By rule whoever may change a custom API takes any privilege from it
    Given the rule "privilege_elevation" is "allowed"
    And a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename": "sample_Guarded", "name": "Guarded", "displayname": "Guarded", "description": "Asks for a privilege", "bindingtype": 0, "isfunction": false, "isprivate": false, "allowedcustomprocessingsteptype": 2, "workflowsdkstepenabled": false, "executeprivilegename": "prvCreateAccount"}
      """
    And the id of the new row is remembered as "api"
    And the user "Ann" with {"privileges": {"prvWriteCustomAPI": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({api})
      If-Match: *

      {"executeprivilegename": null}
      """
    Then the status is 204

  @PV-04C
  Scenario Outline: Whether a stored secret goes to a new address is a rule
    Given the rule "endpoint_secret" is "<rule>"
    And a client has sent
      """
      POST /api/data/v9.2/serviceendpoints

      {"name": "Hook", "contract": 8, "url": "http://127.0.0.1:1/old", "authtype": 4, "authvalue": "The key", "path": "", "solutionnamespace": ""}
      """
    And the id of the new row is remembered as "hook"
    When a client sends
      """
      PATCH /api/data/v9.2/serviceendpoints({hook})
      If-Match: *

      {<change>}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/serviceendpoints({hook})?$select=url
      """
    Then "url" equals http://127.0.0.1:1/<path>

    Examples:
      | rule     | change                                                    | status | path |
      | kept     | "url": "http://127.0.0.1:1/new"                           | 204    | new  |
      | demanded | "url": "http://127.0.0.1:1/new"                           | 400    | old  |
      | demanded | "url": "http://127.0.0.1:1/old"                           | 204    | old  |
      | demanded | "url": "http://127.0.0.1:1/new", "authvalue": "Other key" | 204    | new  |
      | demanded | "url": "http://127.0.0.1:1/new", "authvalue": null        | 204    | new  |
      | demanded | "name": "Other"                                           | 204    | old  |
