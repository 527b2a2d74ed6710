@emulator @handlers @no-samples
Feature: The report job makes the report
  An asynchronous step on Update of the job's row gathers what the caller sees of the account, says how far it is, and
  keeps the report as a note. The rows below are counted by hand: three sales and four cases of the last twelve months, and
  one of each before.

  Background:
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "contacts"
      | as  | firstname | lastname | parentcustomerid_account@odata.bind |
      | ada | Ada       | Lovelace | /accounts({account})                |
      | ben | Ben       | Ali      | /accounts({account})                |
      | eve | Eve       | Else     |                                     |
    And these rows of "opportunities"
      | name  | parentaccountid@odata.bind | estimatedvalue | actualvalue | closeprobability | statecode | statuscode | actualclosedate | overriddencreatedon  |
      | Beans | /accounts({account})       | 50000          | 48000.5     | 100              | 1         | 3          | 2025-11-14      |                      |
      | Cups  | /accounts({account})       | 25000.25       |             | 70               | 0         | 1          |                 |                      |
      | Fair  | /accounts({account})       | 8000           | 1           | 20               | 2         | 5          | 2025-11-20      |                      |
      | Old   | /accounts({account})       | 12000          | 12000       |                  | 1         | 3          | 2023-05-20      | 2023-03-01T09:00:00Z |
      | Else  |                            | 9              | 9           | 9                | 1         | 3          | 2025-11-14      |                      |
    And these rows of "incidents"
      | title   | ticketnumber | customerid_account@odata.bind | primarycontactid@odata.bind | statecode | statuscode | overriddencreatedon  |
      | Bell    | CAS-1        | /accounts({account})          | /contacts({ben})            | 1         | 5          | 2025-12-30T03:04:05Z |
      | Grinder | CAS-2        | /accounts({account})          | /contacts({ada})            | 0         | 3          |                      |
      | Invoice | CAS-3        | /accounts({account})          | /contacts({ada})            | 1         | 1000       | 2026-01-01T03:04:05Z |
      | Late    |              | /accounts({account})          |                             | 2         | 6          |                      |
      | Old     | CAS-0        | /accounts({account})          |                             | 1         | 5          | 2024-08-05T03:04:05Z |
    And these rows of "annotations"
      | subject | objectid_contact@odata.bind | overriddencreatedon  |
      | Called  | /contacts({ada})            | 2025-12-24T00:00:00Z |
      | Met     | /contacts({ada})            |                      |
      | Long ago | /contacts({ada})           | 2025-09-01T00:00:00Z |
      | Else    | /contacts({eve})            |                      |

  @RJ-010 @RJ-012 @RJ-014 @RJ-019 @RJ-030
  Scenario Outline: Every number of the report is that of the rows
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"IncludeHistorical":<historical>,"ReportFormat":"JSON"}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then the status is 200
    And "Content" holds the JSON
      """
      {"AccountId":"{account}","AccountName":"Contoso","GeneratedOn":"2026-01-02T03:04:05Z","IncludeHistorical":<historical>,"Opportunities":[{"Name":"Beans","EstimatedValue":50000,"ActualValue":48000.5,"CloseProbability":100,"Status":1},{"Name":"Cups","EstimatedValue":25000.25,"ActualValue":null,"CloseProbability":70,"Status":0},{"Name":"Fair","EstimatedValue":8000,"ActualValue":1,"CloseProbability":20,"Status":2}<oldsales>],"Cases":[{"Title":"Bell","TicketNumber":"CAS-1","Status":1},{"Title":"Grinder","TicketNumber":"CAS-2","Status":0},{"Title":"Invoice","TicketNumber":"CAS-3","Status":1},{"Title":"Late","TicketNumber":"","Status":2}<oldcases>],"Contacts":[{"Name":"Ada Lovelace","Notes":2,"Cases":2,"EngagementScore":30},{"Name":"Ben Ali","Notes":0,"Cases":1,"EngagementScore":5}],"Metrics":{<sales>,"AverageCloseProbability":63.33,<cases>,"TotalContacts":2,"AverageEngagementScore":17.5}<trends>}
      """
    When a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject,notetext,filename,mimetype,isdocument&$filter=_objectid_value eq {job}
      """
    Then the rows are
      | subject          | notetext  | filename          | mimetype         | isdocument |
      | Generated Report | <summary> | report_{job}.json | application/json | true       |

    Examples:
      | in            | historical | oldsales | oldcases | sales | cases | trends | summary |
      | Rust          | false |  |  | "TotalOpportunities":3,"TotalOpportunityValue":83000.25,"OpenPipeline":25000.25,"WonRevenue":48000.5 | "TotalCases":4,"OpenCases":1,"ResolvedCases":2,"ResolutionRate":0.5,"AverageResolutionDays":2 |  | Contoso: 3 opportunities with 25000.25 open and 48000.5 won, 4 cases of which 2 are resolved, 2 contacts. |
      | Rust          | true | ,{"Name":"Old","EstimatedValue":12000,"ActualValue":12000,"CloseProbability":null,"Status":1} | ,{"Title":"Old","TicketNumber":"CAS-0","Status":1} | "TotalOpportunities":4,"TotalOpportunityValue":95000.25,"OpenPipeline":25000.25,"WonRevenue":60000.5 | "TotalCases":5,"OpenCases":1,"ResolvedCases":3,"ResolutionRate":0.6,"AverageResolutionDays":173 | ,"Trends":[{"Quarter":"2023-Q2","WonRevenue":12000,"NewCases":0},{"Quarter":"2024-Q3","WonRevenue":0,"NewCases":1},{"Quarter":"2025-Q4","WonRevenue":48000.5,"NewCases":1},{"Quarter":"2026-Q1","WonRevenue":0,"NewCases":3}] | Contoso: 4 opportunities with 25000.25 open and 60000.5 won, 5 cases of which 3 are resolved, 2 contacts. |
      | report_job.py | false |  |  | "TotalOpportunities":3,"TotalOpportunityValue":83000.25,"OpenPipeline":25000.25,"WonRevenue":48000.5 | "TotalCases":4,"OpenCases":1,"ResolvedCases":2,"ResolutionRate":0.5,"AverageResolutionDays":2 |  | Contoso: 3 opportunities with 25000.25 open and 48000.5 won, 4 cases of which 2 are resolved, 2 contacts. |
      | report_job.py | true | ,{"Name":"Old","EstimatedValue":12000,"ActualValue":12000,"CloseProbability":null,"Status":1} | ,{"Title":"Old","TicketNumber":"CAS-0","Status":1} | "TotalOpportunities":4,"TotalOpportunityValue":95000.25,"OpenPipeline":25000.25,"WonRevenue":60000.5 | "TotalCases":5,"OpenCases":1,"ResolvedCases":3,"ResolutionRate":0.6,"AverageResolutionDays":173 | ,"Trends":[{"Quarter":"2023-Q2","WonRevenue":12000,"NewCases":0},{"Quarter":"2024-Q3","WonRevenue":0,"NewCases":1},{"Quarter":"2025-Q4","WonRevenue":48000.5,"NewCases":1},{"Quarter":"2026-Q1","WonRevenue":0,"NewCases":3}] | Contoso: 4 opportunities with 25000.25 open and 60000.5 won, 5 cases of which 3 are resolved, 2 contacts. |

  @RJ-013
  Scenario Outline: An account without rows has a report of zeros, and no means
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these rows of "accounts"
      | as    | name  |
      | empty | Empty |
    When a client sends
      """
      POST /api/data/v9.2/accounts({empty})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {"IncludeHistorical":true}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then "Content" holds the JSON
      """
      {"AccountId":"{empty}","AccountName":"Empty","GeneratedOn":"2026-01-02T03:04:05Z","IncludeHistorical":true,"Opportunities":[],"Cases":[],"Contacts":[],"Metrics":{"TotalOpportunities":0,"TotalOpportunityValue":0,"OpenPipeline":0,"WonRevenue":0,"AverageCloseProbability":null,"TotalCases":0,"OpenCases":0,"ResolvedCases":0,"ResolutionRate":null,"AverageResolutionDays":null,"TotalContacts":0,"AverageEngagementScore":null},"Trends":[]}
      """

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-010 @RJ-011
  Scenario Outline: Progress is written at each stage, and calls the step no second time but for the end
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these processing steps
      | on                       | stage         | filteringattributes | does                                                                                                                  |
      | Update contoso_reportjob | PostOperation | contoso_progress    | [{"create":{"table":"account","row":{"name":"Progress","accountnumber":"{{target.contoso_progress}}","description":"depth {{depth}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=accountnumber&$filter=name eq 'Progress'&$orderby=versionnumber
      """
    Then the rows are
      | accountnumber |
      | "25"          |
      | "50"          |
      | "75"          |
      | "90"          |
      | "100"         |
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,messagename,primaryentitytype
      """
    Then the rows are
      | statuscode | messagename | primaryentitytype |
      | 30         | Update      | contoso_reportjob |
      | 30         | Update      | contoso_reportjob |

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-010
  Scenario: A step that listens to every update would be called by its own progress
    Given a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"filteringattributes":null}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    Then "value" has 6 items

  @RJ-011 @RJ-020
  Scenario: Progress is seen while the job works
    Given a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"configuration":"{\"stage\":\"PT2S\"}"}
      """
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
    Then the body has
      | Status       | 2     |
      | Progress     | 25    |
      | IsComplete   | false |
      | ErrorMessage |       |
    When the clock advances by "PT2S"
    And a client sends
      """
      GET {status}
      """
    Then "Progress" equals 50
    When the clock advances by "PT2S"
    And a client sends
      """
      GET {status}
      """
    Then "Progress" equals 75
    When the clock advances by "PT2S"
    And a client sends
      """
      GET {status}
      """
    Then the body has
      | Status     | 2     |
      | Progress   | 90    |
      | IsComplete | false |
    When the clock advances by "PT2S"
    And a client sends
      """
      GET {status}
      """
    Then the body has
      | Status      | 3                    |
      | Progress    | 100                  |
      | IsComplete  | true                 |
      | CompletedOn | 2026-01-02T03:04:13Z |

  @RJ-024 @BG-095
  Scenario: A job that takes longer than the platform allows stays as it was, and its system job says why
    Given a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"configuration":"{\"stage\":\"PT50S\"}"}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And "JobId" is remembered as "job"
    And the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId={job})
      """
    Then the body has
      | Status     | 2     |
      | Progress   | 75    |
      | IsComplete | false |
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode
      """
    Then the rows are
      | statuscode | errorcode   |
      | 31         | -2146954991 |

  @RJ-015
  Scenario Outline: The report has the rows that the caller of the job sees
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And the user "Ada" with {"roles": ["Basic User"], "privileges": {"prvReadAccount": "Global", "prvAppendToAccount": "Global"}}
    And the client is "Ada"
    And these rows of "opportunities"
      | name | parentaccountid@odata.bind | estimatedvalue |
      | Own  | /accounts({account})       | 7              |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    Then the status is 200
    When "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReport(JobId={job})
      """
    Then the status is 200
    And "Content" contains ""Opportunities":[{"Name":"Own","EstimatedValue":7,"
    And "Content" contains ""TotalOpportunities":1,"TotalOpportunityValue":7,"
    And "Content" contains ""TotalCases":0,"

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-016
  Scenario Outline: A failure is kept in the job's row, and its system job succeeds
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these processing steps
      | on                | stage        | does                                                                     |
      | Create annotation | PreOperation | [{"fail":{"code":"0x80040265","message":"There is no room for notes."}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId={job})
      """
    Then the body has
      | Status       | 4                           |
      | Progress     | 0                           |
      | IsComplete   | true                        |
      | ErrorMessage | There is no room for notes. |
      | ReportUrl    | null                        |
    When a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_completedon
      """
    Then "contoso_completedon" equals 2026-01-02T03:04:05Z
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    Then the rows are
      | statuscode |
      | 30         |
      | 30         |

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-017
  Scenario Outline: A job whose row is deleted while it works fails as a system job
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these processing steps
      | on                       | stage         | filteringattributes | does                                                         |
      | Update contoso_reportjob | PostOperation | contoso_progress    | [{"delete":{"table":"contoso_reportjob","id":"{{id}}"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    Then the status is 200
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,message
      """
    Then "value" has 1 item
    And "/value/0/statuscode" equals 31
    And "/value/0/message" contains "Does Not Exist"
    When a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject&$filter=subject eq 'Generated Report'
      """
    Then "value" has 0 items

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-016
  Scenario Outline: A job whose account is deleted before it begins has no report
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these rows of "contoso_reportjobs"
      | as  | contoso_name |
      | job | No account   |
    When a client sends
      """
      PATCH /api/data/v9.2/contoso_reportjobs({job})

      {"contoso_status":2}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId={job})
      """
    Then the body has
      | Status       | 4                                                     |
      | ErrorMessage | The account of the report does not exist any more. |

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  @RJ-018
  Scenario Outline: A job that is set to work again while it works has one report
    Given the plug-in types of "Contoso.CustomApis" are handled by "<in>"
    And these processing steps
      | on                       | stage         | filteringattributes | does                                                                                         |
      | Update contoso_reportjob | PostOperation | contoso_createdon   | [{"update":{"table":"contoso_reportjob","id":"{{id}}","row":{"contoso_status":2}}}] |
    And these rows of "contoso_reportjobs"
      | as  | contoso_name | contoso_AccountId@odata.bind |
      | job | Twice        | /accounts({account})         |
    When a client sends
      """
      PATCH /api/data/v9.2/contoso_reportjobs({job})

      {"contoso_status":2,"contoso_createdon":"2026-01-02T03:04:05Z"}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_reportjobs({job})?$select=contoso_status,contoso_progress&$expand=contoso_reportjob_Annotations($select=subject)
      """
    Then the body has
      | contoso_status   | 3   |
      | contoso_progress | 100 |
    And "contoso_reportjob_Annotations" has 1 item

    Examples:
      | in            |
      | Rust          |
      | report_job.py |

  Scenario Outline: A configuration of the step that is none ends the job with what was expected
    Given a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)

      {"configuration":"<configuration>"}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.contoso_GenerateAccountReport

      {}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/contoso_GetReportStatus(JobId={job})
      """
    Then "Status" equals 4
    And "ErrorMessage" contains "is not of the form {"stage":"PT2S"}"

    Examples:
      | configuration           |
      | soon                    |
      | {\\"stage\\":\\"-PT2S\\"}   |
      | {\\"pause\\":\\"PT2S\\"}    |
