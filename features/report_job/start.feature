@emulator @handlers @no-samples
Feature: The report job is started
  contoso_GenerateAccountReport makes a job for an account and answers at once. The job is made by an asynchronous step.

  Background:
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |

  @RJ-001 @RJ-002 @RJ-003 @CA-046
  Scenario Outline: The answer names the job, and the job's row has the defaults
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.contoso_GenerateAccountReportResponse
    And "JobId" is a guid
    And "JobId" is remembered as "job"
    And the body has
      | EstimatedCompletionTime | 2026-01-02T03:04:15Z                                       |
      | StatusUrl               | /api/data/v9.2/contoso_GetReportStatus(JobId={job})        |
    When a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_name,contoso_includehistorical,contoso_reportformat,contoso_createdon,_contoso_accountid_value&$expand=contoso_AccountId($select=name)
      """
    Then the body has
      | contoso_name              | Account Report - 2026-01-02 03:04:05 |
      | contoso_includehistorical | false                                |
      | contoso_reportformat      | JSON                                 |
      | contoso_createdon         | 2026-01-02T03:04:05Z                 |
      | _contoso_accountid_value  | {account}                            |
      | /contoso_AccountId/name   | Contoso                              |

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-003
  Scenario: The job's row is queued first, and being processed when the call is answered
    Given these processing steps
      | on                       | stage         | does                                                                               |
      | Create contoso_reportjob | PostOperation | [{"create":{"table":"contact","row":{"lastname":"queued {{target.contoso_progress}}"}}}] |
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"configuration":"{\"stage\":\"PT1M\"}"}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"ReportFormat":"xml"}
      """
    Then the status is 200
    And "JobId" is remembered as "job"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | queued 0 |
    When a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_status,contoso_reportformat,contoso_completedon
      """
    Then the body has
      | contoso_status       | 2    |
      | contoso_reportformat | xml  |
      | contoso_completedon  | null |

  @RJ-004
  Scenario Outline: The estimate is ten seconds, one for each hundred rows, and twenty for the history
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends a batch of <sales> times
      """
      POST /api/data/v9.2/opportunities

      {"name":"Sale","parentaccountid@odata.bind":"/accounts({account})"}
      """
    Given these rows of "contacts"
      | lastname | parentcustomerid_account@odata.bind |
      | Lovelace | /accounts({account})                |
    And these rows of "incidents"
      | title   | customerid_account@odata.bind |
      | Grinder | /accounts({account})          |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"IncludeHistorical":<historical>}
      """
    Then the status is 200
    And "EstimatedCompletionTime" equals <ready>

    Examples:
      | in            | sales | historical | ready                |
      | Rust          | 97    | false      | 2026-01-02T03:04:15Z |
      | Rust          | 98    | false      | 2026-01-02T03:04:16Z |
      | Rust          | 198   | true       | 2026-01-02T03:04:37Z |
      | report_job.py | 97    | false      | 2026-01-02T03:04:15Z |
      | report_job.py | 98    | true       | 2026-01-02T03:04:36Z |

  @RJ-006 @PV-010
  Scenario Outline: An account that the caller cannot read has no report
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And the user "Ada" with {"roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    Then the status is 400
    And "/error/code" equals 0x80040265
    And "/error/message" equals Failed to initiate report generation: Account {account} not found or inaccessible.
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs?$select=contoso_name
      """
    Then "value" has 0 items

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-007
  Scenario Outline: An account that does not exist has no report
    When a client sends
      """
      POST /api/data/v9.2/accounts(<account>)/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    When a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs?$select=contoso_name
      """
    Then "value" has 0 items

    Examples:
      | account                              | status | code       |
      | 00000000-0000-4000-8000-00000000dead | 404    | 0x80040217 |
      | nobody                               | 400    | 0x80060888 |

  @RJ-001 @CA-039
  Scenario Outline: A call that is not one of the action is refused
    When a client sends
      """
      <call>

      {<body>}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | call                                                                                              | body                    | status | text                          |
      | POST /api/data/v9.2/contoso_GenerateAccountReport                                                 |                         | 404    | contoso_GenerateAccountReport |
      | POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport      | "ReportFormat":7        | 400    | '7' to the expected type      |
      | POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport      | "IncludeHistorical":"x" | 400    | 'x' to the expected type      |
      | POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport      | "Format":"CSV"          | 400    | Format                        |

  @RJ-008
  Scenario Outline: Two starts make two jobs
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"ReportFormat":"CSV"}
      """
    And a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"ReportFormat":"XML"}
      """
    And the answer arrives
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs?$select=contoso_status,contoso_progress,contoso_reportformat&$orderby=contoso_reportformat
      """
    Then the rows are
      | contoso_status | contoso_progress | contoso_reportformat |
      | 3              | 100              | CSV                  |
      | 3              | 100              | XML                  |
    When a client sends
      """
      GET /api/data/v9.2/annotations?$select=mimetype&$orderby=mimetype
      """
    Then the rows are
      | mimetype        |
      | application/xml |
      | text/csv        |

    Examples:
      | in            |
      | Rust          |
      | report_job.py |
