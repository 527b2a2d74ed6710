Feature: Importing solutions
  A solution brings tables, columns, choices, relationships, custom APIs and web resources to an organization: whole or
  not at all.

  @SL-010 @SL-011 @alone
  Scenario: Rows of an imported table can be written at once
    When a client imports the solution "ProjectTracking"
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/fabrikam_projects
      Prefer: return=representation

      {"fabrikam_name":"Bridge","fabrikam_code":"B-1","fabrikam_budget":1250.50,"fabrikam_effort":40}
      """
    Then the status is 201
    And the body has
      | fabrikam_budget | 1250.5 |
      | fabrikam_effort | 40     |

  @SL-011 @alone
  Scenario: Labels of an imported table are there in each of the organization's languages
    Given the solution "ProjectTracking"
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='fabrikam_project')?$select=LogicalCollectionName,DisplayName
      """
    Then the status is 200
    And the body has
      | LogicalCollectionName                     | fabrikam_projects |
      | /DisplayName/LocalizedLabels/0/Label      | Project           |
      | /DisplayName/UserLocalizedLabel/Label     | Project           |

  @SL-011 @alone
  Scenario: An imported alternate key finds its row
    Given the solution "ProjectTracking"
    And a client has sent
      """
      POST /api/data/v9.2/fabrikam_projects

      {"fabrikam_name":"Bridge","fabrikam_code":"B-1"}
      """
    When a client sends
      """
      GET /api/data/v9.2/fabrikam_projects(fabrikam_code='B-1')?$select=fabrikam_name
      """
    Then the status is 200
    And the body has
      | fabrikam_name | Bridge |

  @SL-012 @alone
  Scenario: An imported custom API runs in the background
    Given the solution "ProjectTracking"
    When a client sends
      """
      POST /api/data/v9.2/fabrikam_CloseProject
      Prefer: respond-async

      {"Project":{"@odata.type":"Microsoft.Dynamics.CRM.fabrikam_project","fabrikam_projectid":"00000000-0000-0000-0000-000000000001"},"Reason":"Done"}
      """
    Then the status is 202

  @SL-012 @alone
  Scenario: An imported web resource is a row
    Given the solution "ProjectTracking"
    When a client sends
      """
      GET /api/data/v9.2/webresourceset?$select=name,webresourcetype&$filter=name eq 'fabrikam_/project.js'
      """
    Then "value" has 1 items
    And the body has
      | /value/0/webresourcetype | 3 |

  @SL-013 @alone
  Scenario: The components of a solution are listed
    Given the solution "ProjectTracking"
    When a client sends
      """
      GET /api/data/v9.2/solutions?$select=version,ismanaged&$filter=uniquename eq 'ProjectTracking'&$expand=publisherid($select=customizationprefix)
      """
    Then the body has
      | /value/0/version                         | 1.2.0.0  |
      | /value/0/ismanaged                       | false    |
      | /value/0/publisherid/customizationprefix | fabrikam |
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=componenttype&$filter=solutionid/uniquename eq 'ProjectTracking' and componenttype eq 1
      """
    Then "value" has 1 items

  @SL-014 @alone
  Scenario: The row of an import says what became of each part
    Given the solution "ProjectTracking"
    When a client sends
      """
      GET /api/data/v9.2/importjobs({import})?$select=solutionname,progress,data
      """
    Then the status is 200
    And the body has
      | solutionname | ProjectTracking |
      | progress     | 100             |
    And "data" contains "<entity id="fabrikam_project""
    And "data" contains "<result result="success""

  @SL-014 @alone
  Scenario: A part that is not emulated is a warning in the row of the import
    Given the solution "ProjectTracking"
    When a client imports the solution "ProjectTracking" changed as follows
      | file               | text              | replacement                                      |
      | Customizations.xml | <Workflows />     | <Workflows><Workflow Name="Approve"/></Workflows> |
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/importjobs({import})?$select=data
      """
    Then "data" contains "Approve"
    And "data" contains "is not emulated and was not imported."

  @SL-015 @alone
  Scenario: The same version is imported again, and a newer one replaces it
    Given the solution "ProjectTracking"
    When a client imports the solution "ProjectTracking"
    Then the status is 204
    When a client imports the solution "ProjectTracking" changed as follows
      | file         | text    | replacement |
      | Solution.xml | 1.2.0.0 | 1.3.0.0     |
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/solutions?$select=version&$filter=uniquename eq 'ProjectTracking'
      """
    Then "value" has 1 items
    And the body has
      | /value/0/version | 1.3.0.0 |

  @SL-015 @alone
  Scenario: An older version than the installed one is refused
    Given the solution "ProjectTracking"
    When a client imports the solution "ProjectTracking" changed as follows
      | file         | text    | replacement |
      | Solution.xml | 1.2.0.0 | 1.1.0.0     |
    Then the status is 400
    And "/error/message" contains "is installed in version 1.2.0.0, which is newer than version 1.1.0.0"

  @SL-010 @alone
  Scenario Outline: A solution with a mistake leaves nothing behind
    When a client imports the solution "ProjectTracking" changed as follows
      | file   | text   | replacement   |
      | <file> | <text> | <replacement> |
    Then the status is 400
    And "/error/message" contains "<expected>"
    When a client sends
      """
      GET /api/data/v9.2/solutions?$select=version&$filter=uniquename eq 'ProjectTracking'
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/fabrikam_projects
      """
    Then the status is 404

    Examples:
      | file                    | text                  | replacement           | expected              |
      | Solution.xml            | <Version>1.2.0.0      | <Version>next         | next                  |
      | Solution.xml            | <UniqueName>ProjectTracking | <UniqueName>  | UniqueName            |
      | Solution.xml            | </ImportExportXml>    |                       | Solution.xml'          |
      | Account.xml             | <ReferencedEntityName>Account | <ReferencedEntityName>Surprise | 'surprise' |
      | customapi.xml           | <bindingtype>0        | <bindingtype>9        | bindingtype           |
      | fabrikam_priority.xml   | value="450000001"     | value="450000000"     | 450000000             |

  @SL-023 @alone
  Scenario Outline: The row of an import that fails says where it failed: <what>
    When a client imports the solution "ProjectTracking" changed as follows
      | file   | text   | replacement   |
      | <file> | <text> | <replacement> |
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/importjobs({import})?$select=solutionname,progress,data,completedon
      """
    Then the status is 200
    And the body has
      | solutionname | ProjectTracking      |
      | progress     | <progress>           |
      | completedon  | 2026-01-02T03:04:05Z |
    And "data" matches "<failed>"
    And "data" contains "<error>"
    And "data" matches "<before>"
    And "data" contains "<after>"
    When a client sends
      """
      GET /api/data/v9.2/solutions?$select=version&$filter=uniquename eq 'ProjectTracking'
      """
    Then "value" has 0 items

    Examples:
      | what           | file                  | text                          | replacement                    | progress | failed                                                                                                                             | error                  | before                                                                                       | after                                                      |
      | a choice       | fabrikam_priority.xml | value="450000001"             | value="450000000"              | 0        | <optionSet id="fabrikam_priority" processed="true">[[:space:]]+<result result="failure" errorcode="0x80047010"                     | 450000000              | </Version>[[:space:]]+<result result="success"                                               | <entity id="fabrikam_project" processed="false"/>          |
      | a relationship | Account.xml           | <ReferencedEntityName>Account | <ReferencedEntityName>Surprise | 28.57    | <entityRelationship id="fabrikam_account_fabrikam_project" processed="true">[[:space:]]+<result result="failure" errorcode="0x8004 | surprise               | <entity id="fabrikam_project" processed="true">[[:space:]]+<result result="success"          | <customapi id="fabrikam_CloseProject" processed="false"/>  |
      | a custom API   | customapi.xml         | <bindingtype>0</bindingtype>  | <bindingtype>1</bindingtype>   | 71.42    | <customapi id="fabrikam_CloseProject" processed="true">[[:space:]]+<result result="failure" errorcode="0x8004                      | boundentitylogicalname | <webResource id="fabrikam_/project.js" processed="true">[[:space:]]+<result result="success" | <customapi id="fabrikam_CountProjects" processed="false"/> |

  @SL-023 @alone
  Scenario: An older version fails as a whole
    Given the solution "ProjectTracking"
    When a client imports the solution "ProjectTracking" changed as follows
      | file         | text    | replacement |
      | Solution.xml | 1.2.0.0 | 1.1.0.0     |
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/importjobs({import})?$select=progress,data
      """
    Then the body has
      | progress | 0 |
    And "data" matches "</Version>[[:space:]]+<result result="failure" errorcode="0x80040203""
    And "data" contains "is installed in version 1.2.0.0"

  @SL-024 @alone
  Scenario: The id of an import is taken once
    When a client imports the solution "ProjectTracking" changed as follows
      | file                  | text              | replacement       |
      | fabrikam_priority.xml | value="450000001" | value="450000000" |
    Then the status is 400
    When a client imports the solution "ProjectTracking" as the same import
    Then the status is 412
    And "/error/code" equals 0x80040237
    When a client sends
      """
      GET /api/data/v9.2/importjobs?$select=progress
      """
    Then "value" has 1 items

  @SL-023
  Scenario: An import in a change set is refused before it begins, and leaves no row
    When a client sends a batch of
      """
      --- change set
      POST /api/data/v9.2/ImportSolution

      {"CustomizationFile":"UEsDBBQAAAAIAAAAIVCXaDq+vgAAAJ8BAAAMAAAAc29sdXRpb24ueG1slVHLCsJADPwjt72HPdh6EHwURfG6bVMN7KPuA8Svd1daaNWLOSyZSXYyJLBWvbF+9UjvRUkORyODJ6O3QlOHznM4aboH3AmFfCksApsQsDGNkPTENkHHOJToGkt9kkjwjNbFlOeLDNgIIIqLK7Y8cmMKVagluRva2cT674lFcN4oeopEVBY7egwqvyrz9v1b5SxkwKGeZzE+vn53AZu4PxjjCxP3qlH75GhLzpG+ltijblE39LbNvjfNPq/xAlBLAQIUAxQAAAAIAAAAIVCXaDq+vgAAAJ8BAAAMAAAAAAAAAAAAAACAAQAAAABzb2x1dGlvbi54bWxQSwUGAAAAAAEAAQA6AAAA6AAAAAAA","OverwriteUnmanagedCustomizations":true,"PublishWorkflows":true}
      --- end
      """
    Then the status is 501
    When a client sends
      """
      GET /api/data/v9.2/importjobs?$select=name
      """
    Then "value" has 0 items

  @SL-010
  Scenario Outline: What is no solution is refused
    When a client sends
      """
      POST /api/data/v9.2/ImportSolution

      {"CustomizationFile":"<bytes>","OverwriteUnmanagedCustomizations":true,"PublishWorkflows":true}
      """
    Then the status is 400
    And "/error/message" contains "<expected>"

    Examples:
      | bytes            | expected                |
      | bm8gemlw         | no readable zip archive |
      |                  | no readable zip archive |
      | not base64       | Edm.Binary              |

  @SL-022
  Scenario Outline: An archive that is none of a solution is refused: <what>
    When a client imports an archive with the files
      | file   | text   |
      | <file> | <text> |
    Then the status is 400
    And "/error/message" contains "<expected>"
    When a client sends
      """
      GET /api/data/v9.2/importjobs?$select=name
      """
    Then "value" has 0 items

    Examples:
      | what                  | file             | text                                                             | expected                             |
      | no manifest           | a.txt            | x                                                                | manifest                             |
      | a path out of it      | ../solution.xml  | x                                                                | '../solution.xml'                    |
      | an absolute path      | /etc/passwd      | x                                                                | '/etc/passwd'                        |
      | a path of a drive     | c:/solution.xml  | x                                                                | 'c:/solution.xml'                    |
      | no XML                | solution.xml     | <a>                                                              | solution.xml                         |
      | an entity             | solution.xml     | <!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a> | document type declaration            |
      | no UTF-8              | solution.xml     | 0xff                                                             | it is not UTF-8                      |
      | another document      | solution.xml     | <SolutionManifest/>                                              | Publisher                            |

  @SL-022
  Scenario: An archive without files is refused
    When a client imports an archive with the files
      | file | text |
    Then the status is 400
    And "/error/message" contains "manifest"

  @SL-022
  Scenario: Paths that differ in capitals alone are refused
    When a client imports an archive with the files
      | file         | text |
      | a/Solution.xml | <a/> |
      | A/solution.xml | <b/> |
    Then the status is 400
    And "/error/message" contains "twice"

  @SL-022
  Scenario: What is unpacked is bounded, however small the archive is
    Given the limits are
      | solution_size | 1MiB |
    When a client imports an archive with the files
      | file  | text      |
      | a.txt | 2000000 x |
    Then the status is 400
    And "/error/message" contains "more than 1048576 bytes when it is unpacked"

  @SL-010 @SL-022 @alone
  Scenario: An import that fails in its middle keeps nothing, neither rows nor definitions
    When a client imports the solution "ProjectTracking" changed as follows
      | file          | text                          | replacement |
      | customapi.xml | <bindingtype>0</bindingtype>  | <bindingtype>1</bindingtype> |
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/customapis?$select=uniquename&$filter=startswith(uniquename,'fabrikam_')
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/webresourceset?$select=name&$filter=startswith(name,'fabrikam_')
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/publishers?$select=uniquename&$filter=uniquename eq 'fabrikam'
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/solutioncomponents?$select=objectid
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/GlobalOptionSetDefinitions(Name='fabrikam_priority')
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/fabrikam_projects
      """
    Then the status is 404

  @SL-012 @SL-019 @alone
  Scenario: An imported custom API runs in the background on a row of the solution's own table
    Given the solution "ProjectTracking"
    And a client has sent
      """
      POST /api/data/v9.2/fabrikam_projects

      {"fabrikam_name":"Bridge","fabrikam_code":"B-1"}
      """
    And the id of the new row is remembered as "project"
    And "fabrikam_CloseProject" behaves as
      """
      {"outcomes":[{"return":{"Closed":true}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/fabrikam_CloseProject
      Prefer: respond-async

      {"Project":{"@odata.type":"Microsoft.Dynamics.CRM.fabrikam_project","fabrikam_projectid":"{project}"},"Reason":"Done"}
      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatuscode,inputparameters,outputparameters
      """
    Then the body has
      | backgroundoperationstatuscode | 30 |
    And "inputparameters" contains "{project}"
    And "outputparameters" contains "Closed"
