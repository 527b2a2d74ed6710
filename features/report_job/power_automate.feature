@emulator @handlers @no-samples
Feature: A report with the waiting of a flow
  A flow starts the report, waits until the estimated time and asks once.

  @RJ-050
  Scenario Outline: At the estimated time the report is complete
    Given the plug-in types of "Contoso.CustomApis" are handled by "Rust"
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"configuration":"{\"stage\":\"<stage>\"}"}
      """
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And "JobId" is remembered as "job"
    And "EstimatedCompletionTime" is remembered as "ready"
    And everything settles
    And the clock advances to "{ready}"
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId={job})
      """
    Then the body has
      | IsComplete | <complete> |
      | Progress   | <progress> |

    Examples:
      | stage | complete | progress |
      | PT2S  | true     | 100      |
      | PT3S  | false    | 90       |
