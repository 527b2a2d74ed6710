@alone @no-samples
Feature: Activities
  A task, a phone call, an email, a letter and an appointment are activities: each has a table of its own, and all of them
  are rows of one table besides.

  Background:
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "tasks"
      | as   | subject | regardingobjectid_account_task@odata.bind |
      | task | Plan    | /accounts({account})                      |
    And these rows of "phonecalls"
      | as   | subject | phonenumber | regardingobjectid_account_phonecall@odata.bind |
      | call | Ask     | +1 555      | /accounts({account})                           |

  @TB-001
  Scenario: Every activity is a row of activitypointer
    When a client sends
      """
      GET /api/data/v9.2/activitypointers?$select=subject,activitytypecode,_regardingobjectid_value,statecode&$orderby=subject&$count=true
      Prefer: odata.include-annotations="*"
      """
    Then the status is 200
    And "@odata.count" equals 2
    And the rows are
      | subject | activitytypecode | _regardingobjectid_value | statecode | statecode@OData.Community.Display.V1.FormattedValue |
      | Ask     | phonecall        | {account}                | 0         | Open                                                |
      | Plan    | task             | {account}                | 0         | Open                                                |
    When a client sends
      """
      GET /api/data/v9.2/activitypointers({task})?$select=subject&$expand=regardingobjectid_account($select=name)
      """
    Then "subject" equals Plan
    And "/regardingobjectid_account/name" equals Contoso
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name&$expand=Account_ActivityPointers($select=subject;$orderby=subject),Account_Tasks($select=subject)
      """
    Then "Account_ActivityPointers" has 2 items
    And "/Account_ActivityPointers/0/subject" equals Ask
    And "Account_Tasks" has 1 item
    When a client sends
      """
      GET /api/data/v9.2/activitypointers?fetchXml=<fetch aggregate='true'><entity name='activitypointer'><attribute name='activityid' alias='n' aggregate='count'/><attribute name='activitytypecode' alias='kind' groupby='true'/><order alias='kind'/></entity></fetch>
      """
    Then the rows are
      | kind      | n |
      | phonecall | 1 |
      | task      | 1 |

  @TB-001
  Scenario: A new and a changed activity are in the common table at once
    When a client sends
      """
      POST /api/data/v9.2/tasks

      {"activityid": "a0000000-0000-4000-8000-000000000001", "subject": "New"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activitypointers(a0000000-0000-4000-8000-000000000001)?$select=subject
      """
    Then "subject" equals New
    When a client sends
      """
      PATCH /api/data/v9.2/tasks({task})
      If-Match: *

      {"subject": "Planned", "statecode": 1, "statuscode": 5}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activitypointers?$filter=statecode eq 1&$select=subject
      """
    Then the rows are
      | subject |
      | Planned |

  @TB-002
  Scenario Outline: The common table is read only
    When a client sends
      """
      <request>

      {"subject": "No"}
      """
    Then the status is 400
    And "/error/code" equals 0x80040800

    Examples:
      | request                                         |
      | POST /api/data/v9.2/activitypointers            |
      | PATCH /api/data/v9.2/activitypointers({task})\nIf-Match: * |

  @TB-003
  Scenario: The privileges on activities are those of every kind
    Given the user "Ada" with {"privileges": {"prvReadActivity": "Basic", "prvCreateActivity": "Basic"}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/letters

      {"subject": "Mine"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activitypointers?$select=subject,activitytypecode
      """
    Then the rows are
      | subject | activitytypecode |
      | Mine    | letter           |
    When a client sends
      """
      GET /api/data/v9.2/tasks({task})
      """
    Then the status is 403
    And "/error/code" equals 0x80048306

  @TB-004
  Scenario: Parties take part in an activity
    Given the user "Ada" with {"roles": ["Basic User"]}
    And these rows of "contacts"
      | as      | lastname |
      | contact | Byron    |
    When a client sends
      """
      POST /api/data/v9.2/appointments

      {
        "activityid": "a0000000-0000-4000-8000-000000000002",
        "subject": "Meet",
        "scheduledstart": "2026-02-01T09:00:00Z",
        "scheduledend": "2026-02-01T10:00:00Z",
        "appointment_activity_parties": [
          {"partyid_systemuser@odata.bind": "/systemusers({ada})", "participationtypemask": 7},
          {"partyid_contact@odata.bind": "/contacts({contact})", "participationtypemask": 5}
        ]
      }
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/appointments(a0000000-0000-4000-8000-000000000002)?$select=subject&$expand=appointment_activity_parties($select=_partyid_value,participationtypemask;$orderby=participationtypemask desc)
      """
    Then "appointment_activity_parties" has 3 items
    And "/appointment_activity_parties/0/_partyid_value" equals {contact}
    And "/appointment_activity_parties/1/participationtypemask" equals 9
    And "/appointment_activity_parties/2/_partyid_value" equals {ada}
    When a client sends
      """
      DELETE /api/data/v9.2/appointments(a0000000-0000-4000-8000-000000000002)
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activityparties?$select=participationtypemask&$filter=_activityid_value eq a0000000-0000-4000-8000-000000000002
      """
    Then "value" has 0 items

  @TB-007
  Scenario Outline: The owner and the row that an activity regards are parties of it
    Given the user "Ada" with {"roles": ["Basic User"]}
    And these rows of "contacts"
      | as      | lastname |
      | contact | Byron    |
    When a client sends
      """
      POST /api/data/v9.2/<set>

      {"activityid": "a0000000-0000-4000-8000-000000000003", "subject": "Call", "regardingobjectid_contact_<activity>@odata.bind": "/contacts({contact})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activityparties?$select=_partyid_value,participationtypemask,_activityid_value&$orderby=participationtypemask&$filter=_activityid_value eq a0000000-0000-4000-8000-000000000003
      """
    Then "value" has 2 items
    And "/value/0/participationtypemask" equals 9
    And "/value/0/_partyid_value" equals 05e70000-0000-4000-8000-000000000001
    And "/value/0/_activityid_value" equals a0000000-0000-4000-8000-000000000003
    And "/value/1/participationtypemask" equals 8
    And "/value/1/_partyid_value" equals {contact}
    When a client sends
      """
      PATCH /api/data/v9.2/<set>(a0000000-0000-4000-8000-000000000003)
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({ada})", "regardingobjectid_contact_<activity>@odata.bind": null}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activityparties?$select=_partyid_value,participationtypemask&$filter=_activityid_value eq a0000000-0000-4000-8000-000000000003
      """
    Then "value" has 1 item
    And "/value/0/participationtypemask" equals 9
    And "/value/0/_partyid_value" equals {ada}
    When a client sends
      """
      DELETE /api/data/v9.2/<set>(a0000000-0000-4000-8000-000000000003)
      """
    And a client sends
      """
      GET /api/data/v9.2/activityparties?$select=participationtypemask&$filter=_activityid_value eq a0000000-0000-4000-8000-000000000003
      """
    Then "value" has 0 items

    Examples:
      | set          | activity    |
      | tasks        | task        |
      | phonecalls   | phonecall   |
      | appointments | appointment |

  @TB-007
  Scenario: A team owns an activity and takes no part in it
    Given these rows of "teams"
      | as   | name    |
      | team | Callers |
    And these rows of "roles"
      | as   | name    |
      | role | Callers |
    And a client has sent
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadActivity", "Depth": "Basic"}]}
      """
    And a client has sent
      """
      POST /api/data/v9.2/teams({team})/teamroles_association/$ref

      {"@odata.id": "roles({role})"}
      """
    And these rows of "tasks"
      | as     | subject | ownerid@odata.bind |
      | theirs | Call    | /teams({team})     |
    When a client sends
      """
      GET /api/data/v9.2/activityparties?$select=participationtypemask&$filter=_activityid_value eq {theirs}
      """
    Then "value" has 0 items

  @TB-007
  Scenario: Parties follow an owner that cascades
    Given the user "Ada" with {"roles": ["Basic User"]}
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({ada})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activityparties?$filter=participationtypemask eq 9 and _activityid_value eq {task}&$select=_partyid_value
      """
    Then "value" has 1 item
    And "/value/0/_partyid_value" equals {ada}

  @TB-005
  Scenario: Activities go along with the row that they regard
    Given the user "Ada" with {"roles": ["Basic User"]}
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({ada})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activitypointers?$select=subject&$filter=_ownerid_value eq {ada}
      """
    Then "value" has 2 items
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({account})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/activitypointers?$select=subject
      """
    Then "value" has 0 items

  @TB-006
  Scenario Outline: States and status reasons of activities
    When a client sends
      """
      POST /api/data/v9.2/<set>

      {"subject": "A", "activityid": "a0000000-0000-4000-8000-000000000003"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/<set>(a0000000-0000-4000-8000-000000000003)?$select=statecode,statuscode,activitytypecode,prioritycode
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the body has
      | activitytypecode                                        | <kind>   |
      | statecode                                               | 0        |
      | statuscode@OData.Community.Display.V1.FormattedValue    | <reason> |
      | prioritycode@OData.Community.Display.V1.FormattedValue  | Normal   |
    When a client sends
      """
      PATCH /api/data/v9.2/<set>(a0000000-0000-4000-8000-000000000003)
      If-Match: *

      {"statecode": 1, "statuscode": <completed>}
      """
    Then the status is 204

    Examples:
      | set          | kind        | reason      | completed |
      | tasks        | task        | Not Started | 5         |
      | phonecalls   | phonecall   | Open        | 2         |
      | emails       | email       | Draft       | 3         |
      | letters      | letter      | Open        | 4         |
      | appointments | appointment | Free        | 3         |
