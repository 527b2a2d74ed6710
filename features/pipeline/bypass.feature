@no-samples
Feature: Bypassing steps
  A request may bypass custom logic. That holds for the request itself and not for requests of handlers.

  Background:
    Given these processing steps
      | as    | on             | stage         | mode         | does                                                         |
      |       | Create account | PreValidation | synchronous  | [{"create":{"table":"contact","row":{"lastname":"before"}}}] |
      | after | Create account | PostOperation | synchronous  | [{"create":{"table":"contact","row":{"lastname":"now"}}}]    |
      | later | Create account | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"later"}}}]  |

  @PL-110 @PL-111 @PL-112 @PL-114
  Scenario Outline: A header bypasses steps
    When a client sends
      """
      POST /api/data/v9.2/accounts
      <header>

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=lastname eq 'before'
      """
    Then "value" has <before> items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=lastname eq 'now'
      """
    Then "value" has <now> items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=lastname eq 'later'
      """
    Then "value" has <later> items

    Examples:
      | header                                                                   | before | now | later |
      | MSCRM.BypassCustomPluginExecution: false                                 | 1      | 1   | 1     |
      | MSCRM.BypassCustomPluginExecution: true                                  | 0      | 0   | 1     |
      | MSCRM.BypassBusinessLogicExecution: CustomSync                           | 0      | 0   | 1     |
      | MSCRM.BypassBusinessLogicExecution: CustomAsync                          | 1      | 1   | 0     |
      | MSCRM.BypassBusinessLogicExecution: CustomSync,CustomAsync               | 0      | 0   | 0     |
      | MSCRM.BypassBusinessLogicExecutionStepIds: "{after}, {later}"            | 1      | 0   | 0     |
      | MSCRM.BypassBusinessLogicExecutionStepIds: a0000000-0000-4000-8000-00000000dead | 1 | 1   | 1     |

  @PL-110 @PL-112
  Scenario Outline: An option without a value is refused
    When a client sends
      """
      POST /api/data/v9.2/accounts
      <header>

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | header                                                          | text                               |
      | MSCRM.BypassCustomPluginExecution: perhaps                      | neither true nor false             |
      | MSCRM.BypassBusinessLogicExecution: Everything                  | neither CustomSync nor CustomAsync |
      | MSCRM.BypassBusinessLogicExecutionStepIds: one                  | no id of a step                    |
      | MSCRM.BypassBusinessLogicExecutionStepIds: {after},{after},{later},{later} | at most 3               |

  @PL-114
  Scenario: Requests of handlers are not bypassed
    Given these processing steps
      | on             | stage        | does                                                    |
      | Create contact | PreOperation | [{"set":{"jobtitle":"step of the nested request ran"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      MSCRM.BypassBusinessLogicExecutionStepIds: {after},{later}

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle
      """
    Then the rows are
      | lastname | jobtitle                       |
      | before   | step of the nested request ran |
    Given these processing steps
      | as    | on             | stage         | mode         | does                                                                              |
      | inner | Create contact | PostOperation | asynchronous | [{"create":{"table":"annotation","row":{"subject":"job of the nested request"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      MSCRM.BypassBusinessLogicExecution: CustomAsync

      {"name":"Contoso"}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject
      """
    Then "value" has 2 items

  @PL-110 @PL-111 @PL-112
  Scenario Outline: A parameter of an SDK request bypasses steps
    Given the custom API "sample_Report" that takes all steps
    And these processing steps
      | as   | on            | stage        | does                                             |
      | step | sample_Report | PreOperation | [{"fail":{"code":"0x80040265","message":"No."}}] |
    When the SDK executes "sample_Report" with
      | <parameter> | <type> | <value> |
    Then the status is <status>

    Examples:
      | parameter                           | type    | value       | status |
      |                                     |         |             | 500    |
      | BypassCustomPluginExecution         | Boolean | true        | 200    |
      | BypassBusinessLogicExecution        | String  | CustomSync  | 200    |
      | BypassBusinessLogicExecution        | String  | CustomAsync | 500    |
      | BypassBusinessLogicExecutionStepIds | String  | {step}      | 200    |
