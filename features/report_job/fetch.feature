@emulator @handlers @no-samples
Feature: The report is fetched
  contoso_GetReport answers with the whole report of a completed job, in the format that was asked for.

  Background:
    Given these rows of "accounts"
      | as      | name         |
      | account | Contoso & Co |
    And these rows of "opportunities"
      | name            | parentaccountid@odata.bind | estimatedvalue | statecode | statuscode |
      | Beans, "roasted" | /accounts({account})      | 12.5           | 0         | 1          |

  @RJ-030 @RJ-031
  Scenario Outline: A report in its format
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"ReportFormat":"<format>"}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then the status is 200
    And the body has
      | FileName | report_{job}.<extension> |
      | MimeType | <type>                   |
    And the exchange matches snapshot "report_job/<extension>"

    Examples:
      | in            | format | extension | type             |
      | Rust          | JSON   | json      | application/json |
      | Rust          | xml    | xml       | application/xml  |
      | Rust          | Csv    | csv       | text/csv         |
      | report_job.py | json   | json      | application/json |
      | report_job.py | XML    | xml       | application/xml  |
      | report_job.py | CSV    | csv       | text/csv         |

  @RJ-031
  Scenario Outline: A format that does not exist is JSON
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"ReportFormat":"<format>"}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then the body has
      | FileName | report_{job}.json |
      | MimeType | application/json  |
    And "Content" contains "{"AccountId":"

    Examples:
      | in            | format |
      | Rust          | PDF    |
      | Rust          |        |
      | report_job.py | PDF    |
      | report_job.py |        |

  @RJ-019 @RJ-030
  Scenario Outline: A long report is whole
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And a text of 290 times "x" is remembered as "long"
    When a client sends a batch of 100 times
      """
      POST /api/data/v9.2/opportunities

      {"name":"{long}","parentaccountid@odata.bind":"/accounts({account})"}
      """
    And a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"ReportFormat":"CSV"}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then "Content" contains "Opportunities,101,Name,{long}"
    And "Content" contains "Metrics,,TotalOpportunities,101"

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-032
  Scenario Outline: A report that is not there is refused with the state of its job
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these rows of "contoso_reportjobs"
      | as  | contoso_name | contoso_status |
      | job | Report       | <status>       |
    When a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then the status is 400
    And "/error/code" equals 0x80040265
    And "/error/message" equals Failed to get report: The report of job {job} is not there: its status is <status> (<name>), and 3 (Completed) was expected.

    Examples:
      | in            | status | name       |
      | Rust          | 1      | Queued     |
      | Rust          | 2      | Processing |
      | Rust          | 4      | Failed     |
      | report_job.py | 1      | Queued     |
      | report_job.py | 4      | Failed     |

  @RJ-032
  Scenario Outline: A report whose note has been deleted is refused
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these rows of "contoso_reportjobs"
      | as  | contoso_name | contoso_status |
      | job | Report       | 3              |
    When a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then the status is 400
    And "/error/message" contains "Failed to get report: "
    And "/error/message" contains "Does Not Exist"

    Examples:
      | in            |
      | Rust          |
      | report_job.py |
