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
    Given the user "Ann" with {"roles": ["Basic User"]}
    And the client is "Ann"
    When a client sends
      """
      GET /api/data/v9.2/<rows>
      """
    Then the status is 403
    And "/error/code" equals 0x80040220

    Examples:
      | rows                                  |
      | sdkmessageprocessingstepsecureconfigs |
      | plugintracelogs                       |

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
