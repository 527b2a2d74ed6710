Feature: Columns of images
  A row has the bytes of an image, which are written with it and read by name alone.

  Background:
    Given the text "R0lGODlhAQABAAAAACw=" is remembered as "gif"
    And the text "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ" is remembered as "png"
    And the table "new_pen"
      | column   | type  | members                                     |
      | new_Logo | Image | "MaxSizeInKB": 30, "CanStoreFullImage": true |

  @FI-001
  Scenario: The definition of an image, with the columns that tell about it
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_logo')/Microsoft.Dynamics.CRM.ImageAttributeMetadata
      """
    Then the status is 200
    And the body has
      | /AttributeType           | Virtual   |
      | /AttributeTypeName/Value | ImageType |
      | /SchemaName              | new_Logo  |
      | /MaxSizeInKB             | 30        |
      | /MaxHeight               | 144       |
      | /MaxWidth                | 144       |
      | /CanStoreFullImage       | true      |
      | /IsPrimaryImage          | true      |
      | /IsValidForCreate        | true      |
    And "AttributeOf" is null
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes?$select=LogicalName,SchemaName,AttributeType,AttributeOf,IsValidForUpdate&$filter=AttributeOf eq 'new_logo'
      """
    Then the rows are
      | LogicalName        | SchemaName         | AttributeType    | IsValidForUpdate |
      | new_logoid         | new_LogoId         | Uniqueidentifier | false            |
      | new_logo_timestamp | new_Logo_Timestamp | BigInt           | false            |
      | new_logo_url       | new_Logo_URL       | String           | false            |
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')?$select=PrimaryImageAttribute
      """
    Then "PrimaryImageAttribute" equals new_logo

  @FI-001
  Scenario Outline: Without a limit an image has that of the platform; a limit has bounds: <members>
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.ImageAttributeMetadata", "SchemaName": "new_Back", <members>
       "DisplayName": {"LocalizedLabels": [{"Label": "Back", "LanguageCode": 1033}]}}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes/Microsoft.Dynamics.CRM.ImageAttributeMetadata?$select=LogicalName,MaxSizeInKB,CanStoreFullImage,IsPrimaryImage&$filter=LogicalName eq 'new_back'
      """
    Then "value" has <count> items

    Examples:
      | members               | status | count |
      |                       | 204    | 1     |
      | "MaxSizeInKB": 30720, | 204    | 1     |
      | "MaxSizeInKB": 0,     | 400    | 0     |
      | "MaxSizeInKB": 30721, | 400    | 0     |

  @FI-002
  Scenario: Another image is chosen to stand for a row, and when it is removed the first one does
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.ImageAttributeMetadata", "SchemaName": "new_Back", "IsPrimaryImage": true,
       "DisplayName": {"LocalizedLabels": [{"Label": "Back", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes/Microsoft.Dynamics.CRM.ImageAttributeMetadata?$select=LogicalName,MaxSizeInKB,CanStoreFullImage,IsPrimaryImage
      """
    Then the rows are
      | LogicalName | MaxSizeInKB | CanStoreFullImage | IsPrimaryImage |
      | new_logo    | 30          | true              | true           |
      | new_back    | 10240       | false             | false          |
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_logo')

      {"@odata.type": "Microsoft.Dynamics.CRM.ImageAttributeMetadata", "IsPrimaryImage": false}
      """
    Then the status is 400
    And "/error/message" contains "IsPrimaryImage"
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_back')

      {"@odata.type": "Microsoft.Dynamics.CRM.ImageAttributeMetadata", "IsPrimaryImage": true, "MaxSizeInKB": 20}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes/Microsoft.Dynamics.CRM.ImageAttributeMetadata?$select=LogicalName,MaxSizeInKB,IsPrimaryImage
      """
    Then the rows are
      | LogicalName | MaxSizeInKB | IsPrimaryImage |
      | new_logo    | 30          | false          |
      | new_back    | 20          | true           |
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_backid')
      """
    Then the status is 400
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_back')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes?$select=LogicalName&$filter=startswith(LogicalName,'new_back')
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')?$select=PrimaryImageAttribute
      """
    Then "PrimaryImageAttribute" equals new_logo

  @FI-001
  Scenario: $metadata has an image as bytes
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    Then the status is 200
    When the CSDL reader accepts the body
    Then "/types/new_pen/properties/new_logo" equals Edm.Binary
    And "/types/new_pen/properties/new_logoid" equals Edm.Guid
    And "/types/new_pen/properties/new_logo_timestamp" equals Edm.Int64
    And "/types/new_pen/properties/new_logo_url" equals Edm.String

  @FI-003 @FI-004
  Scenario: An image is created with its row, changed, read by name, and cleared
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation

      {"new_name": "One", "new_logo": "{gif}"}
      """
    Then the status is 201
    And "new_logo" is absent
    And "new_logoid" is a guid
    And "new_logo_timestamp" equals 639029198450000000
    And "new_logo_url" matches "^/Image/download\.aspx\?Entity=new_pen&Attribute=new_logo&Id=[0-9a-f-]{36}&Timestamp=639029198450000000$"
    And "new_logoid" is remembered as "first"
    And "new_penid" is remembered as "pen"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_logo
      """
    Then the status is 200
    And "new_logo" equals {gif}
    And "new_name" is absent
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name,new_logo
      """
    Then the rows are
      | new_name | new_logo |
      | One      | {gif}    |
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})
      """
    Then "new_logo" is absent
    And "new_logoid" equals {first}
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_logo": "{png}"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_logo,new_logoid,new_logo_url
      """
    Then "new_logo" equals {png}
    And "new_logoid" differs from {first}
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_logo
      """
    Then the status is 200
    And "value" equals {png}
    When a client sends
      """
      PUT /api/data/v9.2/new_pens({pen})/new_logo

      {"value": "{gif}"}
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_logo": null}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_logo,new_logoid,new_logo_timestamp,new_logo_url
      """
    Then "new_logo" is null
    And "new_logoid" is null
    And "new_logo_timestamp" is null
    And "new_logo_url" is null

  @FI-003
  Scenario: What tells about an image is not set by clients
    When a client sends
      """
      POST /api/data/v9.2/new_pens
      Prefer: return=representation

      {"new_name": "One", "new_logoid": "11111111-2222-4333-8444-555555555555", "new_logo_url": "/x", "new_logo_timestamp": 7}
      """
    Then the status is 201
    And "new_logoid" is null
    And "new_logo_url" is null
    And "new_logo_timestamp" is null

  @FI-005
  Scenario Outline: The format of an image is that of its first bytes: <what>
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_name": "One", "new_logo": "<bytes>"}
      """
    Then the status is <status>

    Examples:
      | what              | bytes                | status |
      | GIF               | R0lGODlhAQABAAAAACw= | 204    |
      | JPEG              | /9j/4AAQSkZJRg==     | 204    |
      | TIFF, small ends  | SUkqAAgAAAA=         | 204    |
      | TIFF, large ends  | TU0AKgAAAAg=         | 204    |
      | BMP               | Qk0eAAAA             | 204    |
      | PNG               | iVBORw0KGgoAAAAN     | 204    |
      | text              | SGVsbG8=             | 400    |
      | XML               | PHN2Zy8+             | 400    |
      | no Base64         | not base64           | 400    |

  @FI-005
  Scenario: Bytes that are no image are refused with the row and the column
    Given these rows of "new_pens"
      | as  | new_name |
      | pen | One      |
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_name": "Two", "new_logo": "SGVsbG8="}
      """
    Then the status is 400
    And "/error/code" equals 0x80072553
    And "/error/message" contains "Update image properties failed for objectid: {pen}, logicalName: new_pen, attribute: new_logo"
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_logo": 7}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_name,new_logoid
      """
    Then "new_name" equals One
    And "new_logoid" is null

  @FI-006
  Scenario Outline: An image has at most the bytes of its column: <count> and a half
    Given a text of <count> times "QUFB" is remembered as "rest"
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_name": "One", "new_logo": "R0lGODlh{rest}"}
      """
    Then the status is <status>
    And the body <body>

    # Six bytes are those of the format, and each repetition has three.
    Examples:
      | count | status | body                                                |
      | 10238 | 204    | is empty                                            |
      | 10239 | 400    | does not contain "objectid"                         |

  @FI-006
  Scenario: The refusal of a large image
    Given a text of 700000 times "QUFB" is remembered as "rest"
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_name": "One", "new_logo": "R0lGODlh{rest}"}
      """
    Then the status is 400
    And "/error/code" equals 0x80072553
    And "/error/message" equals Error occured when processing image. Reason: File size is too big. MaxSize: 0 MB, Uploaded filesize: 2 MB.

  @FI-007
  Scenario: A new row has only the image that stands for it
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.ImageAttributeMetadata", "SchemaName": "new_Back",
       "DisplayName": {"LocalizedLabels": [{"Label": "Back", "LanguageCode": 1033}]}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_name": "One", "new_back": "{gif}"}
      """
    Then the status is 400
    And "/error/code" equals 0x80090487
    And "/error/message" equals Non-primary image attribute new_back of entity new_pen is not allowed to upload during Create operation.
    Given these rows of "new_pens"
      | as  | new_name |
      | pen | One      |
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_back": "{gif}"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_logo,new_back
      """
    Then "new_back" equals {gif}
    And "new_logo" is null

  @FI-008
  Scenario Outline: Rows are found by whether they have an image, and by nothing else of it: <filter>
    Given these rows of "new_pens"
      | new_name | new_logo |
      | One      | {gif}    |
      | Two      |          |
    When a client sends
      """
      GET /api/data/v9.2/new_pens?<query>
      """
    Then the status is <status>
    And the body <body>

    Examples:
      | filter       | query                                                                 | status | body                                     |
      | eq null      | $select=new_name&$filter=new_logo eq null                             | 200    | does not contain "One"                   |
      | ne null      | $select=new_name&$filter=new_logo ne null                             | 200    | does not contain "Two"                   |
      | by id        | $select=new_name&$filter=new_logoid ne null                           | 200    | does not contain "Two"                   |
      | by bytes     | $select=new_name&$filter=new_logo eq 'R0lG'                           | 400    | does not contain "One"                   |
      | sorted       | $select=new_name&$orderby=new_logo                                    | 400    | does not contain "One"                   |
      | of a column  | $select=new_name&$filter=new_logo eq new_logoid                       | 400    | does not contain "One"                   |
      | a part       | $select=new_name&$filter=contains(new_logo,'x')                       | 400    | does not contain "One"                   |
      | grouped      | $apply=groupby((new_logo))                                            | 400    | does not contain "One"                   |
      | fetched null | fetchXml=<fetch><entity name="new_pen"><attribute name="new_name"/><filter><condition attribute="new_logo" operator="not-null"/></filter></entity></fetch> | 200 | does not contain "Two" |
      | fetched      | fetchXml=<fetch><entity name="new_pen"><attribute name="new_name"/><order attribute="new_logo"/></entity></fetch> | 400 | does not contain "One" |

  @FI-004
  Scenario: FetchXML returns an image that it names, of the row and of a joined one
    Given these rows of "new_pens"
      | as  | new_name | new_logo |
      | pen | One      | {gif}    |
    And the lookup "new_Pen" of "contact" to "new_pen"
    And these rows of "contacts"
      | lastname | new_Pen@odata.bind |
      | Ada      | /new_pens({pen})   |
    When a client sends
      """
      GET /api/data/v9.2/contacts?fetchXml=<fetch><entity name="contact"><attribute name="lastname"/><link-entity name="new_pen" from="new_penid" to="new_pen" alias="p"><attribute name="new_logo"/></link-entity></entity></fetch>
      """
    Then the status is 200
    And "/value/0/p.new_logo" equals {gif}
    When a client sends
      """
      GET /api/data/v9.2/new_pens?fetchXml=<fetch><entity name="new_pen"><all-attributes/></entity></fetch>
      """
    Then the status is 200
    And "/value/0/new_logo" is absent
    And "/value/0/new_logoid" is a guid
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$expand=new_Pen($select=new_logo)
      """
    Then "/value/0/new_Pen/new_logo" equals {gif}

  @FI-004
  Scenario: An image of a step has the bytes only if it names the column
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"
    And these processing steps
      | on             | stage         | to       | pre      | post |
      | Update new_pen | PostOperation | endpoint | new_logo | *    |
    And these rows of "new_pens"
      | as  | new_name | new_logo |
      | pen | One      | {gif}    |
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_name": "Two"}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    And the Python reader accepts the body of request 1 at the sink "hook"
    Then "/pre_images/Pre/Attributes/new_logo" equals {gif}
    And "/post_images/Post/Attributes/new_name" equals Two
    And "/post_images/Post/Attributes/new_logoid" is present
    And "/post_images/Post/Attributes/new_logo" is absent

  @FI-009
  Scenario: The bytes of an image go with its value, its row, its column and its table
    Given these rows of "new_pens"
      | as  | new_name | new_logo |
      | pen | One      | {gif}    |
      | ink | Two      | {gif}    |
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({ink})
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})/new_logo
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_logo
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_logo')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_logo
      """
    Then the status is 400
    When a client sends
      """
      DELETE /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')
      """
    Then the status is 204

  @FI-00A
  Scenario: A change set writes an image whole or not at all
    Given these rows of "new_pens"
      | as  | new_name | new_logo |
      | pen | One      | {gif}    |
    When a client sends a batch of
      """
      --- change set
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_logo": "{png}"}
      ---
      POST /api/data/v9.2/new_pens

      {"new_name": "Two", "new_logo": "{gif}"}
      ---
      POST /api/data/v9.2/new_pens

      {"new_name": "Three", "new_logo": "SGVsbG8="}
      --- end
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name,new_logo
      """
    Then the rows are
      | new_name | new_logo |
      | One      | {gif}    |
    When a client sends a batch of
      """
      --- change set
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_logo": "{png}"}
      ---
      PATCH /api/data/v9.2/new_pens({pen})

      {"new_name": "Uno"}
      --- end
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name,new_logo
      """
    Then the rows are
      | new_name | new_logo |
      | Uno      | {png}    |

  @FI-00B
  Scenario: The address of an image is not served
    When a client sends
      """
      GET /Image/download.aspx?Entity=new_pen&Attribute=new_logo&Id=11111111-2222-4333-8444-555555555555&Timestamp=1
      """
    Then the status is 501

  @FI-011 @FI-013
  Scenario: An image is uploaded and downloaded as a file is
    Given these rows of "new_pens"
      | as  | new_name |
      | pen | One      |
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_logo
      Content-Type: application/octet-stream
      x-ms-file-name: a.gif

      GIF89a and so on
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_logo/$value
      """
    Then the status is 200
    And the body is the text "GIF89a and so on"
    And the header "Content-Type" is "application/octet-stream"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_logo/$value?size=full
      """
    Then the status is 200
    And the body is the text "GIF89a and so on"
    And the header "mimetype" is "image/gif"
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})?$select=new_logo,new_logoid
      """
    Then "new_logo" equals R0lGODlhIGFuZCBzbyBvbg==
    And "new_logoid" is a guid
    When a client sends
      """
      PATCH /api/data/v9.2/new_pens({pen})/new_logo
      x-ms-file-name: a.txt

      Hello.
      """
    Then the status is 400
    And "/error/code" equals 0x80072553
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({pen})/new_logo
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_logo/$value
      """
    Then the status is 204

  @FI-013
  Scenario: An image that is not kept in full size is not downloaded in full size
    Given these rows of "new_pens"
      | as  | new_name | new_logo |
      | pen | One      | {gif}    |
    When a client sends
      """
      PUT /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes(LogicalName='new_logo')

      {"@odata.type": "Microsoft.Dynamics.CRM.ImageAttributeMetadata", "CanStoreFullImage": false}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({pen})/new_logo/$value?size=full
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/InitializeFileBlocksDownload

      {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.new_pen", "new_penid": "{pen}"}, "FileAttributeName": "new_logo"}
      """
    Then the status is 404
    And "/error/code" equals 0x80040217

  @FI-00B
  Scenario: Bytes that are no text have no place in a batch
    Given these rows of "new_pens"
      | as  | new_name | new_logo |
      | pen | One      | {png}    |
    When a client sends a batch of
      """
      GET /api/data/v9.2/new_pens({pen})/new_logo/$value
      """
    When the client reads part "1"
    Then the status is 501
