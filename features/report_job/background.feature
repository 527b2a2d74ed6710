@emulator @handlers @no-samples
Feature: The report job in the background, and who is told of its end
  The custom API that starts a report runs as a background operation, too; a webhook on the job's row is told of the end.

  Background:
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |

  @RJ-040 @BG-001
  Scenario Outline: The start as a background operation
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And a sink "callback" outside the organization
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport
      Prefer: respond-async, odata.callback; url="{callback}/hook"

      {"ReportFormat":"CSV"}
      """
    Then the status is 202
    And the header "Location" is remembered as "monitor"
    When everything settles
    And request 1 arrives at the sink "callback"
    And a client sends
      """
      GET {monitor}
      """
    Then the body has
      | backgroundOperationStateCode  | 3                    |
      | backgroundOperationStatusCode | 30                   |
      | EstimatedCompletionTime       | 2026-01-02T03:04:15Z |
    And "JobId" is remembered as "job"
    When a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then "FileName" equals report_{job}.csv

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-040 @BG-0A0
  Scenario: The completion event is raised for the start
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"
    And these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport
      Prefer: respond-async

      {}
      """
    And the Python reader accepts the body of request 1 at the sink "hook"
    Then the body has
      | /outputs/OperationName                 | contoso_GenerateAccountReport |
      | /outputs/BackgroundOperationStatusCode | 30                            |

  @RJ-041 @WH-020
  Scenario Outline: A webhook on the job is told of its end
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And a sink "hook"
    And a webhook "endpoint" to "{hook}"
    And these processing steps
      | on                       | stage         | mode         | filteringattributes | to       |
      | Update contoso_reportjob | PostOperation | asynchronous | contoso_completedon | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And the Python reader accepts the body of request 1 at the sink "hook"
    Then the body has
      | message      | Update            |
      | table        | contoso_reportjob |
      | /ids/primary | {job}             |
    And the sink "hook" has received 1 request

    Examples:
      | in            |
      | Rust          |
      | report_job.py |
