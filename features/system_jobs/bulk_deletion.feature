@alone @no-samples
Feature: Delete rows in bulk
  A client submits queries; a system job deletes their rows later, row by row, as the client could have done itself.

  Background:
    Given these rows of "accounts"
      | as    | name  | numberofemployees |
      | one   | Old 1 | 1                 |
      | two   | Old 2 | 2                 |
      | three | New 1 | 3                 |
    And these rows of "contacts"
      | as      | lastname |
      | contact | Old 3    |

  @MS-070 @MS-071
  Scenario: The rows of the queries are deleted, and no others
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Clean up", "SendEmailNotification": false, "ToRecipients": [], "CCRecipients": [],
       "RecurrencePattern": "", "StartDateTime": "2026-01-02T03:04:05Z",
       "QuerySet": [
         {"EntityName": "account", "ColumnSet": {"AllColumns": false, "Columns": ["name"]},
          "Criteria": {"FilterOperator": "And", "Conditions": [
            {"AttributeName": "name", "Operator": "BeginsWith", "Values": [{"Type": "System.String", "Value": "Old"}]}]}},
         {"@odata.type": "Microsoft.Dynamics.CRM.QueryExpression", "EntityName": "contact"}]}
      """
    Then the status is 200
    And "JobId" is remembered as "job"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 1 item
    And "/value/0/name" equals New 1
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=name,operationtype,messagename,statecode,statuscode,_owningextensionid_value,_ownerid_value
      """
    Then the body has
      | name                     | Clean up   |
      | operationtype            | 13         |
      | messagename              | BulkDelete |
      | statecode                | 3          |
      | statuscode               | 30         |
      | _owningextensionid_value | null       |
      | _ownerid_value           | 05e70000-0000-4000-8000-000000000001 |
    When a client sends
      """
      GET /api/data/v9.2/bulkdeleteoperations?$filter=_asyncoperationid_value eq {job}&$expand=asyncoperationid($select=name)
      """
    Then "value" has 1 item
    And "/value/0/name" equals Clean up
    And "/value/0/successcount" equals 3
    And "/value/0/failurecount" equals 0
    And "/value/0/processingqeindex" equals 1
    And "/value/0/isrecurring" equals false
    And "/value/0/statecode" equals 3
    And "/value/0/statuscode" equals 30
    And "/value/0/asyncoperationid/name" equals Clean up

  @MS-070 @MS-072
  Scenario: The deletion waits for its start, and sees the rows that are there then
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Later", "SendEmailNotification": false, "ToRecipients": [], "CCRecipients": [],
       "StartDateTime": "2026-01-02T04:00:00Z", "QuerySet": [{"EntityName": "account", "TopCount": 3,
         "Orders": [{"AttributeName": "numberofemployees", "OrderType": "Descending"}]}]}
      """
    Then the status is 200
    And "JobId" is remembered as "job"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statecode,statuscode,postponeuntil,startedon
      """
    Then the body has
      | statecode     | 1                    |
      | statuscode    | 10                   |
      | postponeuntil | 2026-01-02T04:00:00Z |
      | startedon     | null                 |
    When a client sends
      """
      GET /api/data/v9.2/bulkdeleteoperations?$select=statecode,statuscode
      """
    Then "/value/0/statecode" equals 1
    And "/value/0/statuscode" equals 10
    Given these rows of "accounts"
      | name  | numberofemployees |
      | New 2 | 4                 |
    When the clock advances to "2026-01-02T03:59:59Z"
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 4 items
    When the clock advances to "2026-01-02T04:00:00Z"
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 1 item
    And "/value/0/name" equals Old 1
    When a client sends
      """
      GET /api/data/v9.2/bulkdeleteoperations?$select=statuscode,successcount
      """
    Then "/value/0/statuscode" equals 30
    And "/value/0/successcount" equals 3

  @MS-072
  Scenario: A deletion that is canceled while it waits deletes nothing
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Later", "SendEmailNotification": false, "ToRecipients": [], "CCRecipients": [],
       "StartDateTime": "2026-01-02T04:00:00Z", "QuerySet": [{"EntityName": "account"}]}
      """
    Then "JobId" is remembered as "job"
    When a client sends
      """
      PATCH /api/data/v9.2/asyncoperations({job})

      {"statecode": 3, "statuscode": 32}
      """
    Then the status is 204
    When the clock advances by "PT2H"
    And a client sends
      """
      GET /api/data/v9.2/bulkdeleteoperations?$select=statecode,statuscode,successcount
      """
    Then "/value/0/statecode" equals 3
    And "/value/0/statuscode" equals 32
    And "/value/0/successcount" equals 0
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 3 items

  @MS-073
  Scenario: Each row is deleted by itself, with the steps on its deletion
    Given these processing steps
      | on             | stage        | mode        | rank | does                                                           |
      | Delete account | PreOperation | synchronous | 1    | [{"create":{"table":"annotation","row":{"subject":"Removed"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Clean up", "SendEmailNotification": false, "ToRecipients": [], "CCRecipients": [],
       "StartDateTime": "2026-01-02T03:04:05Z", "QuerySet": [{"EntityName": "account"}]}
      """
    Then the status is 200
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject
      """
    Then "value" has 3 items

  @MS-073 @MS-074
  Scenario: The caller's rights hold, and a row that cannot be deleted does not stop the others
    Given the user "Ada" with {"privileges": {"prvBulkDelete": "Global", "prvReadAccount": "Global", "prvDeleteAccount": "Basic"}}
    And these rows of "accounts"
      | as  | name | ownerid@odata.bind  |
      | own | Own  | /systemusers({ada}) |
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Clean up", "SendEmailNotification": false, "ToRecipients": [], "CCRecipients": [],
       "StartDateTime": "2026-01-02T03:04:05Z", "QuerySet": [{"EntityName": "account"}]}
      """
    Then the status is 200
    And "JobId" is remembered as "job"
    Given the client is the administrator
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Own'
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/bulkdeleteoperations?$select=statuscode,successcount,failurecount&$expand=BulkDeleteOperation_BulkDeleteFailure
      """
    Then "/value/0/statuscode" equals 30
    And "/value/0/successcount" equals 1
    And "/value/0/failurecount" equals 3
    And "/value/0/BulkDeleteOperation_BulkDeleteFailure" has 3 items
    When a client sends
      """
      GET /api/data/v9.2/bulkdeletefailures?$filter=_regardingobjectid_value eq {one}&$select=errornumber,errordescription,orderedqueryindex,_asyncoperationid_value
      """
    Then "value" has 1 item
    And "/value/0/errornumber" equals -2147187962
    And "/value/0/errordescription" contains "DeleteAccess"
    And "/value/0/orderedqueryindex" equals 0
    And "/value/0/_asyncoperationid_value" equals {job}

  @MS-074
  Scenario: A deletion in bulk takes a privilege
    Given the user "Ada" with {"privileges": {"prvReadAccount": "Global", "prvDeleteAccount": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Clean up", "SendEmailNotification": false, "ToRecipients": [], "CCRecipients": [],
       "StartDateTime": "2026-01-02T03:04:05Z", "QuerySet": [{"EntityName": "account"}]}
      """
    Then the status is 403
    And "/error/message" contains "prvBulkDelete"

  @MS-070 @MS-075
  Scenario Outline: <what> is refused
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Clean up", "SendEmailNotification": <email>, "ToRecipients": [], "CCRecipients": [],
       "RecurrencePattern": "<recurrence>", "StartDateTime": "2026-01-02T03:04:05Z", "QuerySet": <queries><more>}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name
      """
    Then "value" has 0 items

    Examples:
      | what                            | email | recurrence             | queries                                                                                                             | more                                                        | status | text |
      | A notice by email               | true  |                        | [{"EntityName": "account"}]                                                                                         |                                                             | 501    | SendEmailNotification |
      | A recurrence                    | false | FREQ=DAILY;INTERVAL=1; | [{"EntityName": "account"}]                                                                                         |                                                             | 501    | RecurrencePattern |
      | The rows of an import           | false |                        | [{"EntityName": "account"}]                                                                                         | , "SourceImportId": "a0000000-0000-4000-8000-0000000000ff"  | 501    | SourceImportId |
      | A set without queries           | false |                        | []                                                                                                                  |                                                             | 400    | 'QuerySet' has no query |
      | A table that is not emulated    | false |                        | [{"EntityName": "invoice"}]                                                                                         |                                                             | 501    | The table 'invoice' is not emulated |
      | A table that does not exist     | false |                        | [{"EntityName": "acount"}]                                                                                          |                                                             | 400    | acount |
      | A column that does not exist    | false |                        | [{"EntityName": "account", "Criteria": {"Conditions": [{"AttributeName": "nmae", "Operator": "Null"}]}}]            |                                                             | 400    | nmae |
      | A member that does not exist    | false |                        | [{"EntityName": "account", "Critera": {}}]                                                                          |                                                             | 400    | Critera |
      | An operator that does not exist | false |                        | [{"EntityName": "account", "Criteria": {"Conditions": [{"AttributeName": "name", "Operator": "Equals"}]}}]          |                                                             | 400    | Equals |
      | A data source                   | false |                        | [{"EntityName": "account", "DataSource": "retained"}]                                                               |                                                             | 501    | DataSource |
      | A query that groups             | false |                        | [{"EntityName": "account", "ColumnSet": {"AttributeExpressions": [{"AttributeName": "accountid", "Alias": "n", "AggregateType": "Count"}]}}] |                                    | 400    | groups rows |

  @MS-071
  Scenario: Only the platform makes bulk deletions, and they go with their jobs
    When a client sends
      """
      POST /api/data/v9.2/bulkdeleteoperations

      {}
      """
    Then the status is 400
    And "/error/message" contains "The 'Create' method does not support entities of type 'bulkdeleteoperation'"
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Clean up", "SendEmailNotification": false, "ToRecipients": [], "CCRecipients": [],
       "StartDateTime": "2026-01-02T03:04:05Z", "QuerySet": [{"EntityName": "account"}]}
      """
    And "JobId" is remembered as "job"
    And everything settles
    And a client sends
      """
      DELETE /api/data/v9.2/asyncoperations({job})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/bulkdeleteoperations?$select=name
      """
    Then "value" has 0 items

  @MS-070
  Scenario: A recipient is a party
    When a client sends
      """
      POST /api/data/v9.2/BulkDelete

      {"JobName": "Clean up", "SendEmailNotification": false,
       "ToRecipients": [{"@odata.type": "Microsoft.Dynamics.CRM.activityparty", "partyid_systemuser@odata.bind": "/systemusers(05e70000-0000-4000-8000-000000000001)"}],
       "CCRecipients": [], "StartDateTime": "2026-01-02T03:04:05Z", "QuerySet": [{"EntityName": "account"}]}
      """
    Then the status is 200
