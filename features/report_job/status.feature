@emulator @handlers @no-samples
Feature: The status of a report job
  contoso_GetReportStatus is a function: its address can be followed as it is given, and asking changes nothing.

  Background:
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |

  @RJ-020 @RJ-021
  Scenario Outline: What each state of a job says
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"statecode":1}
      """
    And these rows of "contoso_reportjobs"
      | as  | contoso_name | contoso_AccountId@odata.bind | contoso_status | contoso_progress | contoso_errormessage | contoso_completedon |
      | job | Report       | /accounts({account})         | <status>       | <progress>       | <error>              | <end>               |
    When a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId={job})
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.contoso_GetReportStatusResponse
    And the body has
      | Status       | <status>   |
      | Progress     | <progress> |
      | IsComplete   | <complete> |
      | ErrorMessage | <error>    |
      | CompletedOn  | <told> |
    And "ReportUrl" is <address>

    Examples:
      | in            | status | progress | error     | end                  | complete | told                 | address |
      | Rust          | 1      | 0        |           |                      | false    | 0001-01-01T00:00:00Z | null    |
      | Rust          | 2      | 75       |           |                      | false    | 0001-01-01T00:00:00Z | null    |
      | Rust          | 3      | 100      |           | 2026-01-02T03:04:00Z | true     | 2026-01-02T03:04:00Z | a text  |
      | Rust          | 4      | 0        | It broke. | 2026-01-02T03:04:00Z | true     | 0001-01-01T00:00:00Z | null    |
      | report_job.py | 1      | 0        |           |                      | false    | 0001-01-01T00:00:00Z | null    |
      | report_job.py | 2      | 75       |           |                      | false    | 0001-01-01T00:00:00Z | null    |
      | report_job.py | 3      | 100      |           | 2026-01-02T03:04:00Z | true     | 2026-01-02T03:04:00Z | a text  |
      | report_job.py | 4      | 0        | It broke. | 2026-01-02T03:04:00Z | true     | 0001-01-01T00:00:00Z | null    |

  @RJ-023 @CA-039
  Scenario Outline: The addresses of the answers are followed as they are given
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And "JobId" is remembered as "job"
    And "StatusUrl" is remembered as "status"
    And everything settles
    And a client sends
      """
      GET {status}
      """
    Then "ReportUrl" equals /api/data/v9.2/contoso_GetReport(JobId={job})
    When "ReportUrl" is remembered as "report"
    And a client sends
      """
      GET {report}
      """
    Then the status is 200
    And "FileName" equals report_{job}.json
    When a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId=@JobId)?@JobId={job}
      """
    Then "IsComplete" equals true
    When a client sends
      """
      POST /api/data/v9.2/contoso_GetReportStatus

      {"JobId":"{job}"}
      """
    Then the status is 404

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-023 @CA-039
  Scenario Outline: Whether a client that calls the function as an action is answered is a rule
    Given the rule "wrong_verb" is "<rule>"
    And these rows of "contoso_reportjobs"
      | as  | contoso_name | contoso_status | contoso_progress |
      | job | Report       | 2              | 25               |
    When a client sends
      """
      POST /api/data/v9.2/contoso_GetReportStatus

      {"JobId":"{job}"}
      """
    Then the status is <status>
    And "<path>" equals <value>

    Examples:
      | rule   | status | path        | value |
      | refuse | 404    | /error/code | ""    |
      | accept | 200    | Progress    | 25    |

  @RJ-022
  Scenario Outline: A job that does not exist has neither status nor report
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends
      """
      GET /api/data/v9.2/<function>(JobId=00000000-0000-4000-8000-00000000dead)
      """
    Then the status is 400
    And "/error/code" equals 0x80040265
    And "/error/message" contains "<text>"
    And "/error/message" contains "00000000-0000-4000-8000-00000000dead"
    And "/error/message" contains "Does Not Exist"

    Examples:
      | in            | function                | text                         |
      | Rust          | contoso_GetReportStatus | Failed to get report status: |
      | Rust          | contoso_GetReport       | Failed to get report:        |
      | report_job.py | contoso_GetReportStatus | Failed to get report status: |
      | report_job.py | contoso_GetReport       | Failed to get report:        |

  @RJ-022
  Scenario Outline: An id that is none is refused before the plug-in
    When a client sends
      """
      GET /api/data/v9.2/<call>
      """
    Then the status is <status>
    And the body does not contain "Failed to get"

    Examples:
      | call                                    | status |
      | contoso_GetReportStatus(JobId=7)        | 400    |
      | contoso_GetReportStatus()               | 404    |
      | contoso_GetReport(JobId='the last one') | 400    |

  @RJ-022 @PV-010
  Scenario: The job of another user is not seen
    Given these rows of "contoso_reportjobs"
      | as  | contoso_name |
      | job | Report       |
    And the user "Ada" with {"roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId={job})
      """
    Then the status is 400
    And "/error/message" contains "Failed to get report status: "
    And the body does not contain "Progress"
