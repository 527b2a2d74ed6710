@alone
Feature: Solutions over the Web API and the SDK
  The messages about solutions do the same through both doors.

  Background:
    Given the solution "ProjectTracking"
    And a client has sent
      """
      GET /api/data/v9.2/webresourceset?$select=name&$filter=name eq 'fabrikam_/project.js'
      """
    And "/value/0/webresourceid" is remembered as "script"
    And these rows of "solutions"
      | as    | uniquename | friendlyname | version | publisherid@odata.bind                            |
      | other | Other      | Other        | 1.0.0.0 | /publishers(d21aab71-79e7-11dd-8874-00188b01e34f) |

  @SL-016 @SO-022
  Scenario: ExportSolution answers with the same file
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"ProjectTracking","Managed":false}
      """
    And "ExportSolutionFile" is remembered as "file"
    And the SDK executes ExportSolution with
      | SolutionName | String  | ProjectTracking |
      | Managed      | Boolean | false           |
    Then "/ExecuteResponse/ExecuteResult/type" equals ExportSolutionResponse
    And "/ExecuteResponse/ExecuteResult/Results/ExportSolutionFile" equals {file}

  @SL-006 @SO-022
  Scenario: AddSolutionComponent and RemoveSolutionComponent work on the same row
    When the SDK executes AddSolutionComponent with
      | ComponentId           | Guid    | {script} |
      | ComponentType         | Int32   | 61       |
      | SolutionUniqueName    | String  | Other    |
      | AddRequiredComponents | Boolean | false    |
    Then "/ExecuteResponse/ExecuteResult/type" equals AddSolutionComponentResponse
    And "/ExecuteResponse/ExecuteResult/Results/id" is remembered as "component"
    When a client sends
      """
      POST /api/data/v9.2/AddSolutionComponent

      {"ComponentId":"{script}","ComponentType":61,"SolutionUniqueName":"Other","AddRequiredComponents":false}
      """
    Then "id" equals {component}
    When the SDK executes RemoveSolutionComponent with
      | ComponentId        | Guid   | {script} |
      | ComponentType      | Int32  | 61       |
      | SolutionUniqueName | String | Other    |
    Then "/ExecuteResponse/ExecuteResult/type" equals RemoveSolutionComponentResponse
    And "/ExecuteResponse/ExecuteResult/Results/id" equals {component}
    When a client sends
      """
      POST /api/data/v9.2/RemoveSolutionComponent

      {"ComponentId":"{script}","ComponentType":61,"SolutionUniqueName":"Other"}
      """
    Then the status is 404

  @SL-020 @SO-022
  Scenario: ImportSolutionAsync answers with a job and an import
    When a client sends
      """
      POST /api/data/v9.2/ExportSolution

      {"SolutionName":"ProjectTracking","Managed":false}
      """
    And "ExportSolutionFile" is remembered as "file"
    And the SDK executes ImportSolutionAsync with
      | CustomizationFile | Bytes | {file}                               |
      | ImportJobId       | Guid  | 00000000-0000-0000-0000-0000000000aa |
    Then "/ExecuteResponse/ExecuteResult/type" equals ImportSolutionAsyncResponse
    And "/ExecuteResponse/ExecuteResult/Results/ImportJobKey" equals 00000000-0000-0000-0000-0000000000aa
    And "/ExecuteResponse/ExecuteResult/Results/AsyncOperationId" is remembered as "job"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations({job})?$select=statuscode
      """
    Then the body has
      | statuscode | 30 |
    When a client sends
      """
      GET /api/data/v9.2/importjobs(00000000-0000-0000-0000-0000000000aa)?$select=progress
      """
    Then the body has
      | progress | 100 |
