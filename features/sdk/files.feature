Feature: Files over the SDK
  A file is uploaded in blocks, downloaded in blocks and deleted by its id.

  Background:
    Given the table "new_pen"
      | column  | type | members          |
      | new_Doc | File | "MaxSizeInKB": 1 |
    And these rows of "new_pens"
      | as  | new_name |
      | pen | One      |

  @FI-012 @FI-013 @FI-014
  Scenario: Upload, download and deletion
    When the SDK executes InitializeFileBlocksUpload with
      | Target            | EntityReference | new_pen({pen}) |
      | FileAttributeName | String          | new_doc        |
      | FileName          | String          | a.txt          |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/FileContinuationToken" is remembered as "token"
    When the SDK executes UploadBlock with
      | BlockId               | String | YQ==    |
      | BlockData             | Bytes  | YWJj    |
      | FileContinuationToken | String | {token} |
    Then the status is 200
    When the SDK executes "CommitFileBlocksUpload" with <a:KeyValuePairOfstringanyType><b:key>FileName</b:key><b:value i:type="c:string">a.txt</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>MimeType</b:key><b:value i:type="c:string">text/plain</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>BlockList</b:key><b:value i:type="e:ArrayOfstring"><e:string>YQ==</e:string></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>FileContinuationToken</b:key><b:value i:type="c:string">{token}</b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/FileSizeInBytes" equals 3
    And "/ExecuteResponse/ExecuteResult/Results/FileId" is remembered as "file"
    When the SDK retrieves "new_doc,new_doc_name" of "new_pen({pen})"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/new_doc" equals {file}
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/new_doc_name" equals a.txt
    When the SDK executes InitializeFileBlocksDownload with
      | Target            | EntityReference | new_pen({pen}) |
      | FileAttributeName | String          | new_doc        |
    Then "/ExecuteResponse/ExecuteResult/Results/FileSizeInBytes" equals 3
    And "/ExecuteResponse/ExecuteResult/Results/FileName" equals a.txt
    And "/ExecuteResponse/ExecuteResult/Results/FileContinuationToken" is remembered as "down"
    When the SDK executes DownloadBlock with
      | Offset                | Int64  | 1      |
      | BlockLength           | Int64  | 9      |
      | FileContinuationToken | String | {down} |
    Then "/ExecuteResponse/ExecuteResult/Results/Data" equals YmM=
    When the SDK executes DeleteFile with
      | FileId | Guid | {file} |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc
      """
    Then "new_doc" is null

  @FI-012
  Scenario: A column of another kind has no files
    When the SDK executes InitializeFileBlocksUpload with
      | Target            | EntityReference | new_pen({pen}) |
      | FileAttributeName | String          | new_name       |
      | FileName          | String          | a.txt          |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "expected one of images or files"

  @FI-008
  Scenario: Rows are found by their files
    When the SDK asks for "new_name" of "new_pen" where "new_doc" is Null
    Then the status is 200
    When the SDK asks for "new_name" of "new_pen" where "new_doc" is NotNull
    Then the body does not contain "One"
