Feature: Columns of files
  A row has a file in a column of its own: uploaded by itself, downloaded by its address, and deleted by it.

  Background:
    Given the table "new_pen"
      | column  | type | members          |
      | new_Doc | File | "MaxSizeInKB": 1 |
    And these rows of "new_pens"
      | as  | new_name |
      | pen | One      |

  @FI-010
  Scenario: The definition of a file, with the column that has its name
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_doc')/Microsoft.Dynamics.CRM.FileAttributeMetadata
      """
    Then the status is 200
    And the body has
      | /AttributeType           | Virtual  |
      | /AttributeTypeName/Value | FileType |
      | /SchemaName              | new_Doc  |
      | /MaxSizeInKB             | 1        |
      | /IsValidForCreate        | false    |
      | /IsValidForUpdate        | false    |
      | /IsValidForRead          | true     |
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes?$select=LogicalName,SchemaName,AttributeType,IsValidForUpdate&$filter=AttributeOf eq 'new_doc'
      """
    Then the rows are
      | LogicalName  | SchemaName   | AttributeType | IsValidForUpdate |
      | new_doc_name | new_Doc_Name | String        | false            |
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/types/new_pen/properties/new_doc" equals Edm.Guid
    And "/types/new_pen/properties/new_doc_name" equals Edm.String

  @FI-010
  Scenario Outline: Without a limit a file has that of the platform; a limit has bounds: <members>
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.FileAttributeMetadata", "SchemaName": "new_Back", <members>
       "DisplayName": {"LocalizedLabels": [{"Label": "Back", "LanguageCode": 1033}]}}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes/Microsoft.Dynamics.CRM.FileAttributeMetadata?$select=MaxSizeInKB&$filter=LogicalName eq 'new_back'
      """
    Then "value" has <count> items

    Examples:
      | members                  | status | count |
      |                          | 204    | 1     |
      | "MaxSizeInKB": 10485760, | 204    | 1     |
      | "MaxSizeInKB": 0,        | 400    | 0     |
      | "MaxSizeInKB": 10485761, | 400    | 0     |

  @FI-010
  Scenario: The limit of a file for which none is given
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.FileAttributeMetadata", "SchemaName": "new_Back",
       "DisplayName": {"LocalizedLabels": [{"Label": "Back", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes/Microsoft.Dynamics.CRM.FileAttributeMetadata?$select=LogicalName,MaxSizeInKB
      """
    Then the rows are
      | LogicalName | MaxSizeInKB |
      | new_doc     | 1           |
      | new_back    | 32768       |

  @FI-011
  Scenario: A file is uploaded in one request, downloaded and deleted
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      Content-Type: application/octet-stream
      x-ms-file-name: notes.txt
      If-None-Match: null

      Hello, files.
      """
    Then the status is 204
    And the body is empty
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_name,new_doc,new_doc_name
      """
    Then "new_doc" is a guid
    And "new_doc_name" equals notes.txt
    And "new_doc" is remembered as "first"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the status is 200
    And the body is the text "Hello, files."
    And the header "Content-Type" is "application/octet-stream"
    And the header "x-ms-file-name" is "notes.txt"
    And the header "x-ms-file-size" is "13"
    And the header "mimetype" is "text/plain"
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      Content-Type: application/octet-stream
      x-ms-file-name: other.pdf

      Another one.
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})
      """
    Then "new_doc" differs from {first}
    And "new_doc_name" equals other.pdf
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})/new_doc
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_name,new_doc,new_doc_name
      """
    Then "new_doc" is null
    And "new_doc_name" is null
    And "new_name" equals One
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})/new_doc
      """
    Then the status is 204

  @FI-011
  Scenario: A name with other characters than those of ASCII stands in the address
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc?x-ms-file-name=%E6%B5%8B.json
      Content-Type: application/octet-stream

      {}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc_name
      """
    Then "new_doc_name" equals 测.json
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the header "x-ms-file-name" is "%E6%B5%8B.json"
    And the header "mimetype" is "application/json"

  @FI-011
  Scenario: A row is written without its file
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation

      {"new_name": "Two", "new_doc": "11111111-2222-4333-8444-555555555555", "new_doc_name": "x.txt"}
      """
    Then the status is 201
    And "new_doc" is null
    And "new_doc_name" is null
    When a client sends
      """
      PUT /api/data/v9.2/new_pens({pen})/new_doc

      {"value": null}
      """
    Then the status is 405

  @FI-011
  Scenario Outline: An upload that is refused writes nothing: <what>
    When a client sends
      """
      PATCH /api/data/v9.2/<address>
      Content-Type: application/octet-stream
      <header>

      Hello.
      """
    Then the status is <status>
    And "/error/message" contains "<text>"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc,new_doc_name
      """
    Then "new_doc" is null
    And "new_doc_name" is null

    Examples:
      | what             | address                                                   | header                     | status | text                        |
      | no name          | new_pens({pen})/new_doc                                   | Accept: */*                | 400    | x-ms-file-name              |
      | no row           | new_pens(11111111-2222-4333-8444-555555555555)/new_doc    | x-ms-file-name: a.txt      | 404    | 11111111-2222-4333-8444     |
      | another column   | new_pens({pen})/new_name                                  | x-ms-file-name: a.txt      | 405    | PATCH                       |
      | no column        | new_pens({pen})/new_none                                  | x-ms-file-name: a.txt      | 404    | new_none                    |
      | another mode     | new_pens({pen})/new_doc?x-ms-file-name=a.txt              | x-ms-transfer-mode: sliced | 400    | x-ms-transfer-mode          |
      | a wrong token    | new_pens({pen})/new_doc?sessiontoken=x                    | Content-Range: bytes 0-5/6 | 400    | FileContinuationToken       |
      | no range         | new_pens({pen})/new_doc?sessiontoken=x                    | x-ms-file-name: a.txt      | 400    | Content-Range               |
      | a wrong range    | new_pens({pen})/new_doc?sessiontoken=x                    | Content-Range: bytes 1-6/9 | 400    | one after the other         |
      | an inverse range | new_pens({pen})/new_doc?sessiontoken=x                    | Content-Range: bytes 9-5/9 | 400    | one after the other         |
      | a part past it   | new_pens({pen})/new_doc?sessiontoken=x                    | Content-Range: bytes 4194304-5/6 | 400 | one after the other      |
      | an empty file    | new_pens({pen})/new_doc?sessiontoken=x                    | Content-Range: bytes 0-0/0 | 400    | one after the other         |
      | a range of words | new_pens({pen})/new_doc?sessiontoken=x                    | Content-Range: bytes a-b/c | 400    | Content-Range               |

  @FI-011
  Scenario Outline: A file has at most the bytes of its column: <count>
    Given a text of <count> characters is remembered as "body"
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      Content-Type: application/octet-stream
      x-ms-file-name: a.txt

      {body}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$filter=new_doc ne null
      """
    Then "value" has <rows> items

    Examples:
      | count | status | rows |
      | 1024  | 204    | 1    |
      | 1025  | 400    | 0    |

  @FI-011
  Scenario: The refusal of a large file
    Given a text of 1025 characters is remembered as "body"
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      Content-Type: application/octet-stream
      x-ms-file-name: a.txt

      {body}
      """
    Then the status is 400
    And "/error/code" equals 0x80044a02
    And "/error/message" equals Attachment file size is too big.

  @FI-011
  Scenario: A part of a file
    Given a client has sent
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      Content-Type: application/octet-stream
      x-ms-file-name: a.txt

      0123456789
      """
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      Range: bytes=2-4
      """
    Then the status is 206
    And the body is the text "234"
    And the header "x-ms-file-size" is "10"
    And the header "x-ms-chunk-size" is "4194304"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      Range: bytes=8-4194303
      """
    Then the status is 206
    And the body is the text "89"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      Range: bytes=10-20
      """
    Then the status is 416

  @FI-011
  Scenario: A file comes in chunks
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc?x-ms-file-name=big.csv
      x-ms-transfer-mode: chunked
      """
    Then the status is 200
    And the header "x-ms-chunk-size" is "4194304"
    And the header "Accept-Ranges" is "bytes"
    And the header "Location" matches "/new_pens\([0-9a-f-]{36}\)/new_doc\?sessiontoken=[A-Za-z0-9_-]+$"
    And the header "Location" is remembered as "place"
    When a client sends
      """
      PATCH {place}
      Content-Type: application/octet-stream
      Content-Range: bytes 0-4/5
      x-ms-file-name: big.csv

      a,b,c
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the body is the text "a,b,c"
    And the header "mimetype" is "text/csv"

  @FI-012 @FI-013 @FI-014
  Scenario: A file is uploaded in blocks, downloaded in blocks and deleted by its id
    When a client sends
      """
      POST /api/data/v9.2/InitializeFileBlocksUpload

      {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_doc", "FileName": "a.txt"}
      """
    Then the status is 200
    And "FileContinuationToken" is remembered as "token"
    When a client sends
      """
      POST /api/data/v9.2/UploadBlock

      {"BlockId": "Yg==", "BlockData": "ZGVm", "FileContinuationToken": "{token}"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/UploadBlock

      {"BlockId": "YQ==", "BlockData": "eHh4", "FileContinuationToken": "{token}"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/UploadBlock

      {"BlockId": "YQ==", "BlockData": "YWJj", "FileContinuationToken": "{token}"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc
      """
    Then "new_doc" is null
    When a client sends
      """
      POST /api/data/v9.2/CommitFileBlocksUpload

      {"FileName": "b.txt", "MimeType": "text/x-special", "BlockList": ["YQ==", "Yg=="], "FileContinuationToken": "{token}"}
      """
    Then the status is 200
    And "FileSizeInBytes" equals 6
    And "FileId" is remembered as "file"
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_doc_name&$filter=new_doc eq {file}
      """
    Then the rows are
      | new_doc_name |
      | b.txt        |
    When a client sends
      """
      POST /api/data/v9.2/InitializeFileBlocksDownload

      {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_doc"}
      """
    Then the status is 200
    And "FileSizeInBytes" equals 6
    And "FileName" equals b.txt
    And "IsChunkingSupported" equals true
    And "FileContinuationToken" is remembered as "down"
    When a client sends
      """
      POST /api/data/v9.2/DownloadBlock

      {"Offset": 2, "BlockLength": 3, "FileContinuationToken": "{down}"}
      """
    Then the status is 200
    And "Data" equals Y2Rl
    When a client sends
      """
      POST /api/data/v9.2/DownloadBlock

      {"Offset": 7, "BlockLength": 3, "FileContinuationToken": "{down}"}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the header "mimetype" is "text/x-special"
    When a client sends
      """
      POST /api/data/v9.2/CommitFileBlocksUpload

      {"FileName": "b.txt", "MimeType": "text/plain", "BlockList": ["YQ=="], "FileContinuationToken": "{token}"}
      """
    Then the status is 400
    And "/error/message" contains "was not uploaded"
    When a client sends
      """
      POST /api/data/v9.2/DeleteFile

      {"FileId": "{file}"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc,new_doc_name
      """
    Then "new_doc" is null
    And "new_doc_name" is null
    When a client sends
      """
      POST /api/data/v9.2/DownloadBlock

      {"Offset": 0, "BlockLength": 3, "FileContinuationToken": "{down}"}
      """
    Then the status is 404
    When a client sends
      """
      POST /api/data/v9.2/DeleteFile

      {"FileId": "{file}"}
      """
    Then the status is 404

  @FI-012
  Scenario Outline: The transfer of a file that is refused: <what>
    When a client sends
      """
      POST /api/data/v9.2/<message>

      <body>
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | what           | message                      | body | status | text |
      | another column | InitializeFileBlocksUpload   | {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_name", "FileName": "a.txt"} | 400 | expected one of images or files |
      | no column      | InitializeFileBlocksUpload   | {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_none", "FileName": "a.txt"} | 400 | new_none |
      | no row         | InitializeFileBlocksUpload   | {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "11111111-2222-4333-8444-555555555555"}, "FileAttributeName": "new_doc", "FileName": "a.txt"} | 404 | 11111111-2222-4333-8444-555555555555 |
      | no file        | InitializeFileBlocksDownload | {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_doc"} | 404 | No FileAttachment records found |
      | no token       | UploadBlock                  | {"BlockId": "YQ==", "BlockData": "YWJj", "FileContinuationToken": "abc"} | 400 | FileContinuationToken |
      | no Base64      | UploadBlock                  | {"BlockId": "YQ==", "BlockData": 7, "FileContinuationToken": "abc"} | 400 | Edm.Binary |

  @FI-012 @alone
  Scenario: Blocks and files have bounds
    Given the limits are
      | file_size | 5 |
    And the table "new_ink"
      | column  | type | members            |
      | new_Doc | File | "MaxSizeInKB": 100 |
    And these rows of "new_inks"
      | as  | new_name |
      | ink | One      |
    When a client sends
      """
      PATCH /api/data/v9.2/new_inks({ink})/new_doc
      x-ms-file-name: a.txt

      abcde
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/new_inks({ink})/new_doc
      x-ms-file-name: a.txt

      abcdef
      """
    Then the status is 400
    And "/error/message" contains "the limit file_size"
    When a client sends
      """
      PATCH /api/data/v9.2/new_inks({ink})/new_doc?x-ms-file-name=a.txt
      x-ms-transfer-mode: chunked
      """
    Then the status is 200
    And the header "Location" is remembered as "place"
    When a client sends
      """
      PATCH {place}
      Content-Range: bytes 0-5/6
      x-ms-file-name: a.txt

      abcdef
      """
    Then the status is 400
    And "/error/message" contains "the limit file_size"
    When a client sends
      """
      PATCH {place}
      Content-Range: bytes 18446744073705357312-18446744073709551614/18446744073709551615
      x-ms-file-name: a.txt

      abcde
      """
    Then the status is 400
    And "/error/message" contains "the limit file_size"
    When a client sends
      """
      GET /api/data/v9.2/new_inks({ink})/new_doc/$value
      """
    Then the body is the text "abcde"

  @FI-015
  Scenario: Who may not write a row uploads and deletes no file of it, and who may not read it downloads none
    Given a client has sent
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      x-ms-file-name: a.txt

      Hello.
      """
    And a client has sent
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc
      """
    And "new_doc" is remembered as "file"
    And the user "Reader" with {"privileges": {"prvReadnew_Pen": "Global"}}
    And the user "Stranger" with {"privileges": {"prvReadAccount": "Global"}}
    And the client is "Reader"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the status is 200
    And the body is the text "Hello."
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      x-ms-file-name: b.txt

      Bye.
      """
    Then the status is 403
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})/new_doc
      """
    Then the status is 403
    When a client sends
      """
      POST /api/data/v9.2/DeleteFile

      {"FileId": "{file}"}
      """
    Then the status is 403
    When a client sends
      """
      POST /api/data/v9.2/InitializeFileBlocksDownload

      {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_doc"}
      """
    Then the status is 200
    And "FileContinuationToken" is remembered as "down"
    When the client is "Stranger"
    And a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the status is 403
    When a client sends
      """
      POST /api/data/v9.2/DownloadBlock

      {"Offset": 0, "BlockLength": 3, "FileContinuationToken": "{down}"}
      """
    Then the status is 403
    When the client is the administrator
    And a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the body is the text "Hello."

  @FI-012 @FI-015
  Scenario: Blocks are those of the user who sent them
    Given a client has sent
      """
      POST /api/data/v9.2/InitializeFileBlocksUpload

      {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_doc", "FileName": "a.txt"}
      """
    And "FileContinuationToken" is remembered as "token"
    And a client has sent
      """
      POST /api/data/v9.2/UploadBlock

      {"BlockId": "YQ==", "BlockData": "YWJj", "FileContinuationToken": "{token}"}
      """
    And the user "Writer" with {"privileges": {"prvReadnew_Pen": "Global", "prvWritenew_Pen": "Global"}}
    And the client is "Writer"
    When a client sends
      """
      POST /api/data/v9.2/CommitFileBlocksUpload

      {"FileName": "b.txt", "MimeType": "text/plain", "BlockList": ["YQ=="], "FileContinuationToken": "{token}"}
      """
    Then the status is 400
    And "/error/message" contains "was not uploaded"
    When the client is the administrator
    And a client sends
      """
      POST /api/data/v9.2/CommitFileBlocksUpload

      {"FileName": "b.txt", "MimeType": "text/plain", "BlockList": ["YQ=="], "FileContinuationToken": "{token}"}
      """
    Then the status is 200

  @FI-012
  Scenario: Blocks that no file is made of go after a day
    Given a client has sent
      """
      POST /api/data/v9.2/InitializeFileBlocksUpload

      {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_doc", "FileName": "a.txt"}
      """
    And "FileContinuationToken" is remembered as "token"
    And a client has sent
      """
      POST /api/data/v9.2/UploadBlock

      {"BlockId": "YQ==", "BlockData": "YWJj", "FileContinuationToken": "{token}"}
      """
    When the clock advances by "PT25H"
    And a client sends
      """
      POST /api/data/v9.2/CommitFileBlocksUpload

      {"FileName": "b.txt", "MimeType": "text/plain", "BlockList": ["YQ=="], "FileContinuationToken": "{token}"}
      """
    Then the status is 400
    And "/error/message" contains "was not uploaded"

  @FI-008
  Scenario Outline: Rows are found by their files: <query>
    Given a client has sent
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      x-ms-file-name: a.txt

      Hello.
      """
    And these rows of "new_pens"
      | new_name |
      | Two      |
    When a client sends
      """
      GET /api/data/v9.2/new_pens?<query>
      """
    Then the status is 200
    And the body does not contain "<other>"

    Examples:
      | query                                                | other |
      | $select=new_name&$filter=new_doc eq null             | One   |
      | $select=new_name&$filter=new_doc ne null             | Two   |
      | $select=new_name&$filter=new_doc_name eq 'A.TXT'     | Two   |
      | fetchXml=<fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_doc" operator="null"/></filter></entity></fetch> | One |

  @FI-00A
  Scenario: A file in a change set is there with the rest of it or not at all
    When a client sends a batch of
      """
      --- change set
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      Content-Type: application/octet-stream
      x-ms-file-name: a.txt

      Hello.
      ---
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_nothing": 1}
      --- end
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc
      """
    Then "new_doc" is null
    When a client sends a batch of
      """
      --- change set
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      Content-Type: application/octet-stream
      x-ms-file-name: a.txt

      Hello.
      ---
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_name": "Uno"}
      --- end
      """
    Then the status is 200
    When a client sends a batch of
      """
      GET /api/data/v9.2/new_pens({pen})/new_doc/$value
      """
    Then the status is 200
    When the client reads part "1"
    Then the status is 200
    And the body is the text "Hello."

  @FI-009
  Scenario: A file goes with its row, its column and its table
    Given a client has sent
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_doc
      x-ms-file-name: a.txt

      Hello.
      """
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_doc_name')
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_doc
      """
    Then "new_doc" is remembered as "file"
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/DeleteFile

      {"FileId": "{file}"}
      """
    Then the status is 404
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_doc')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes?$select=LogicalName&$filter=startswith(LogicalName,'new_doc')
      """
    Then "value" has 0 items
