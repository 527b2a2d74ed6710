@alone
Feature: Importing solutions in a system job
  A client need not wait for an import: a system job does it, and its row says how it ended.

  @SL-020
  Scenario: A system job imports a solution
    When a client imports the solution "ProjectTracking" in a system job
    Then the status is 200
    And "ImportJobKey" equals {import}
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=operationtype,messagename,statecode,statuscode
      """
    Then the body has
      | operationtype | 203                 |
      | messagename   | ImportSolutionAsync |
      | statecode     | 3                   |
      | statuscode    | 30                  |
    When a client sends
      """
      GET /api/data/v9.2/importjobs({import})?$select=solutionname,progress
      """
    Then the body has
      | solutionname | ProjectTracking |
      | progress     | 100             |
    When a client sends
      """
      POST /api/data/v9.2/fabrikam_projects

      {"fabrikam_name":"Bridge"}
      """
    Then the status is 204

  @SL-021 @SL-023
  Scenario Outline: A job whose import fails has failed, and nothing of the solution is kept but the row of the import
    When a client imports the solution "ProjectTracking" in a system job changed as follows
      | file   | text   | replacement   |
      | <file> | <text> | <replacement> |
    Then the status is 200
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statecode,statuscode,message
      """
    Then the body has
      | statecode  | 3  |
      | statuscode | 31 |
    And "message" contains "<expected>"
    When a client sends
      """
      GET /api/data/v9.2/importjobs({import})?$select=solutionname,solutionid,progress,completedon,data
      """
    Then the body has
      | solutionname | ProjectTracking      |
      | solutionid   | null                 |
      | progress     | <progress>           |
      | completedon  | 2026-01-02T03:04:05Z |
    And "data" contains "result="failure""
    And "data" contains "<expected>"
    When a client sends
      """
      GET /api/data/v9.2/fabrikam_projects
      """
    Then the status is 404

    Examples:
      | file                  | text                          | replacement                    | expected   | progress |
      | Account.xml           | <ReferencedEntityName>Account | <ReferencedEntityName>Surprise | surprise   | 28.57    |
      | fabrikam_priority.xml | value="450000001"             | value="450000000"              | 450000000  | 0        |

  @SL-021
  Scenario: A job whose file is no solution begins no import
    When a client imports the solution "ProjectTracking" in a system job changed as follows
      | file         | text             | replacement   |
      | Solution.xml | <Version>1.2.0.0 | <Version>next |
    Then the status is 200
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statecode,statuscode,message
      """
    Then the body has
      | statecode  | 3  |
      | statuscode | 31 |
    And "message" contains "next"
    When a client sends
      """
      GET /api/data/v9.2/importjobs({import})
      """
    Then the status is 404

  @SL-021
  Scenario: An older version than the installed one fails in a job, too
    Given the solution "ProjectTracking"
    When a client imports the solution "ProjectTracking" in a system job changed as follows
      | file         | text    | replacement |
      | Solution.xml | 1.2.0.0 | 1.1.0.0     |
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statuscode,message
      """
    Then the body has
      | statuscode | 31 |
    And "message" contains "is installed in version 1.2.0.0, which is newer than version 1.1.0.0"

  @SL-021
  Scenario Outline: A kind of import that is not emulated starts no job
    When a client sends
      """
      POST /api/data/v9.2/ImportSolutionAsync

      {"CustomizationFile":"AA==",<member>}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name
      """
    Then "value" has 0 items

    Examples:
      | member                                                                                             | status | text                      |
      | "HoldingSolution":true                                                                             | 501    | a holding solution        |
      | "ConvertToManaged":true                                                                            | 501    | as a managed one          |
      | "ComponentParameters":[{"@odata.type":"Microsoft.Dynamics.CRM.account","name":"x"}]                | 501    | 'ComponentParameters'     |
      | "Colour":"blue"                                                                                    | 400    | Colour                    |
