@no-samples
Feature: Asynchronous steps
  An asynchronous step runs in a system job, which is made when the request is committed.

  @PL-0E0 @PL-056
  Scenario: The system job is made with the commit and sees the request as it ended
    Given these processing steps
      | on             | stage         | mode         | name  | does                                                                                                          |
      | Create account | PostOperation | asynchronous | Later | [{"create":{"table":"contact","row":{"lastname":"{{target.name}}","jobtitle":"{{shared.a}} {{output.id}}"}}}] |
      | Create account | PreOperation  | synchronous  | First | [{"set":{"name":"Changed"}}]                                                                                  |
      | Create account | PostOperation | synchronous  | Last  | [{"share":{"a":"forty"}}]                                                                                     |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    And the id of the new row is remembered as "account"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle
      """
    Then the rows are
      | lastname | jobtitle        |
      | Changed  | forty {account} |
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name,statecode,statuscode,operationtype,messagename,primaryentitytype,_regardingobjectid_value
      """
    Then the rows are
      | name  | statecode | statuscode | operationtype | messagename | primaryentitytype | _regardingobjectid_value |
      | Later | 3         | 30         | 1             | Create      | account           | {account}                |

  # There is no transaction that the failure could roll back.
  @PL-0E3 @PL-131
  Scenario: A failing job keeps its error, and what it wrote before stays
    Given these processing steps
      | on             | stage         | mode         | does                                                                                                                      |
      | Create account | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"kept"}}},{"fail":{"code":"0x80040265","message":"No {{target.name}}."}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,errorcode,message
      """
    Then "value" has 1 item
    And the body has
      | /value/0/statecode  | 3           |
      | /value/0/statuscode | 31          |
      | /value/0/errorcode  | -2147220891 |
    And "/value/0/message" contains "No Contoso."
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | kept     |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 1 item

  @PL-131 @PL-035
  Scenario: Of a job's requests, the one that fails is rolled back with its steps, and the others stay
    Given these processing steps
      | on                | stage         | mode         | does                                                                                                                                     |
      | Create account    | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"kept"}}},{"create":{"table":"annotation","row":{"subject":"lost"}}}]                    |
      | Create annotation | PostOperation | synchronous  | [{"create":{"table":"contact","row":{"lastname":"lost"}}},{"fail":{"code":"0x80040265","message":"No."}}]                                |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | kept     |
    When a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,message
      """
    Then "value" has 1 item
    And "/value/0/statuscode" equals 31
    And "/value/0/message" contains "No."

  @PL-0E7
  Scenario Outline: The job of a step with asyncautodelete is removed when it has succeeded
    Given these processing steps
      | on             | stage         | mode         | asyncautodelete | does   |
      | Create account | PostOperation | asynchronous | <removed>       | <does> |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name
      """
    Then "value" has <jobs> items

    Examples:
      | removed | does                                              | jobs |
      | true    | []                                                | 0    |
      | false   | []                                                | 1    |
      | true    | [{"fail":{"code":"0x80040265","message":"No."}}]  | 1    |

  @PL-011
  Scenario Outline: A step whose plug-in type has no code fails with that reason
    Given these rows of "pluginassemblies"
      | as       | name  | version | culture | publickeytoken | isolationmode | sourcetype | content |
      | assembly | Other | 1.0.0.0 | neutral | "1"            | 2             | 0          | AA==    |
    And these rows of "plugintypes"
      | as    | typename   | friendlyname | name       | pluginassemblyid@odata.bind    |
      | other | Other.Type | Other.Type   | Other.Type | /pluginassemblies({assembly})  |
    And these processing steps
      | on             | stage   | mode   | plugintypeid@odata.bind | configuration |
      | Create account | <stage> | <mode> | /plugintypes({other})   | -             |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is <status>
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has <rows> items
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name&$filter=statuscode eq 31 and contains(message,'has no code in this emulator')
      """
    Then "value" has <failed> items

    Examples:
      | stage         | mode         | status | rows | failed |
      | PreValidation | synchronous  | 405    | 0    | 0      |
      | PreOperation  | synchronous  | 405    | 0    | 0      |
      | PostOperation | synchronous  | 405    | 0    | 0      |
      | PostOperation | asynchronous | 204    | 1    | 1      |
