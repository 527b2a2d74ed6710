@no-samples
Feature: The execution context of a step
  The execution context has the user, the message with its parameters, and the context of the request that caused it.

  Background:
    Given a client has sent
      """
      PUT /_emulator/v1/sinks/hook

      {}
      """
    And "url" is remembered as "hook url"
    And these rows of "serviceendpoints"
      | as   | name | contract | url        | authtype | authvalue | path | solutionnamespace |
      | hook | Hook | 8        | {hook url} | 4        | s3cret    | ""   | ""                |
    And the user "User" with {"roles": ["Basic User"]}

  @PL-034 @PL-050 @PL-060 @PL-061 @PL-070 @PL-073 @PL-074 @PL-075 @PL-078 @PL-079
  Scenario: The context of a synchronous PostOperation step has both pipelines
    Given these processing steps
      | as   | on             | stage         | name     | to   |
      | step | Create account | PostOperation | The step | hook |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And the id of the new row is remembered as "account"
    And request 1 arrives at the sink "hook"
    Then "RequestId" is a guid
    And "RequestId" is remembered as "request"
    And "CorrelationId" is remembered as "correlation"
    And the body has
      | Stage                                | 40                         |
      | Mode                                 | 0                          |
      | Depth                                | 1                          |
      | IsInTransaction                      | true                       |
      | IsolationMode                        | 1                          |
      | MessageName                          | Create                     |
      | OperationId                          | {request}                  |
      | PrimaryEntityId                      | {account}                  |
      | PrimaryEntityName                    | account                    |
      | SecondaryEntityName                  | none                       |
      | /OwningExtension/Id                  | {step}                     |
      | /OwningExtension/Name                | The step                   |
      | /OutputParameters/0/key              | id                         |
      | /OutputParameters/0/value            | {account}                  |
      | /ParentContext/Stage                 | 30                         |
      | /ParentContext/MessageName           | Create                     |
      | /ParentContext/Depth                 | 1                          |
      | /ParentContext/IsInTransaction       | true                       |
      | /ParentContext/CorrelationId         | {correlation}              |
      | /ParentContext/RequestId             | {request}                  |
      | /ParentContext/OwningExtension/Name  | ObjectModel Implementation |
      | /ParentContext/ParentContext         | null                       |
    And "/ParentContext/OutputParameters" has 0 items
    And "OrganizationName" matches "^unq[0-9a-f]+$"

  @PL-051 @PL-082
  Scenario: The context of a PreValidation step has the id and no parent context
    Given these processing steps
      | on             | stage         | to   |
      | Create account | PreValidation | hook |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And the id of the new row is remembered as "account"
    And request 1 arrives at the sink "hook"
    Then the body has
      | Stage                                        | 10        |
      | IsInTransaction                              | false     |
      | PrimaryEntityId                              | {account} |
      | ParentContext                                | null      |
      | /InputParameters/0/key                       | Target    |
      | /InputParameters/0/value/Id                  | {account} |
      | /InputParameters/0/value/Attributes/0/key    | name      |
      | /InputParameters/0/value/Attributes/0/value  | Contoso   |
    And "/InputParameters/0/value/Attributes" has 1 item
    And "OutputParameters" has 0 items

  @PL-059 @PL-084 @PL-095
  Scenario: After a Create the inner target has the platform's columns, the outer one the supplied columns
    Given these processing steps
      | on             | stage         | does                                                                                                                                                                                                                                                               |
      | Create account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"seen","description":"{{target.statecode}} {{target.statuscode}} {{target.accountid}} {{target.ownerid}} {{target.telephone1}} {{parent.target.statecode}} {{parent.target.name}} {{parent.target.accountid}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And the id of the new row is remembered as "account"
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=description
      """
    Then the rows are
      | description                                                                     |
      | 0 1 {account} 05e70000-0000-4000-8000-000000000001 (none) (none) Contoso {account} |

  @PL-096 @PL-097 @PL-099
  Scenario: After an Update the target has supplied, cleared and platform columns
    Given these rows of "accounts"
      | as      | name | telephone1 |
      | account | Old  | "1"        |
    And these processing steps
      | on             | stage         | to   |
      | Update account | PostOperation | hook |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"telephone1":null}
      """
    And request 1 arrives at the sink "hook"
    Then the body has
      | /InputParameters/0/value/Attributes/0/key   | telephone1 |
      | /InputParameters/0/value/Attributes/0/value | null       |
      | /InputParameters/0/value/FormattedValues    | []         |
    And "/InputParameters/0/value/Attributes" has 5 items
    And "/ParentContext/InputParameters/0/value/Attributes" has 2 items

  @PL-090
  Scenario Outline: The context of a Delete has the target alone
    Given these rows of "accounts"
      | as      | name |
      | account | Old  |
    And a client has sent
      """
      GET /api/data/v9.2/accounts({account})
      """
    And "@odata.etag" is remembered as "etag"
    And these processing steps
      | on             | stage   | to   |
      | Delete account | <stage> | hook |
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({account})
      <header>
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then "InputParameters" has 1 item
    And the body has
      | /InputParameters/0/key               | Target    |
      | /InputParameters/0/value/Id          | {account} |
      | /InputParameters/0/value/LogicalName | account   |
      | /OutputParameters                    | []        |

    Examples:
      | stage         | header           |
      | PreValidation | Accept: */*      |
      | PreOperation  | If-Match: {etag} |
      | PostOperation | Accept: */*      |

  @PL-090 @PL-091
  Scenario Outline: The context of a Retrieve or RetrieveMultiple has the query, and afterwards the result
    Given these rows of "accounts"
      | as      | name |
      | account | Old  |
    And these processing steps
      | on                | stage         | to   |
      | <message> account | PostOperation | hook |
    When a client sends
      """
      GET /api/data/v9.2/<address>
      """
    Then the status is 200
    And "<found>" equals Old
    When request 1 arrives at the sink "hook"
    Then "OutputParameters" has 1 item
    And the body has
      | /InputParameters/0/key  | <first>  |
      | /OutputParameters/0/key | <output> |

    Examples:
      | message          | address                          | found         | first  | output                   |
      | Retrieve         | accounts({account})?$select=name | name          | Target | BusinessEntity           |
      | RetrieveMultiple | accounts?$select=name            | /value/0/name | Query  | BusinessEntityCollection |

  @PL-033 @PL-062 @PL-071 @PL-073
  Scenario: The context of an asynchronous step names its job in both pipelines
    Given these processing steps
      | as   | on             | stage         | mode         | name     | to   |
      | step | Create account | PostOperation | asynchronous | The step | hook |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And the id of the new row is remembered as "account"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=asyncoperationid,requestid,correlationid
      """
    Then "/value/0/asyncoperationid" is remembered as "job"
    And "/value/0/correlationid" is remembered as "correlation"
    When request 1 arrives at the sink "hook"
    Then the body has
      | Mode                                 | 1             |
      | IsInTransaction                      | false         |
      | OperationId                          | {job}         |
      | CorrelationId                        | {correlation} |
      | /OwningExtension/Id                  | {step}        |
      | /OwningExtension/Name                | null          |
      | /ParentContext/Mode                  | 1             |
      | /ParentContext/IsInTransaction       | false         |
      | /ParentContext/OperationId           | {job}         |
      | /ParentContext/PrimaryEntityId       | {account}     |
      | /ParentContext/OwningExtension/Id    | {step}        |
    And "RequestId" differs from {job}

  @PL-080
  Scenario Outline: A step runs as its impersonating user; the main operation runs as the caller
    Given these processing steps
      | on             | stage   | mode   | for  | does                                                                                           |
      | Create account | <stage> | <mode> | user | [{"create":{"table":"contact","row":{"lastname":"made","jobtitle":"{{user}}","description":"{{initiatingUser}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then "_createdby_value" equals 05e70000-0000-4000-8000-000000000001
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=jobtitle,description,_createdby_value,_ownerid_value
      """
    Then the rows are
      | jobtitle | description                          | _createdby_value | _ownerid_value |
      | {user}   | 05e70000-0000-4000-8000-000000000001 | {user}           | {user}         |

    Examples:
      | stage         | mode         |
      | PreValidation | synchronous  |
      | PreOperation  | synchronous  |
      | PostOperation | synchronous  |
      | PostOperation | asynchronous |

  @PL-081
  Scenario: A step without an impersonating user runs as the caller
    Given these processing steps
      | on             | stage        | does                                                    |
      | Create account | PreOperation | [{"set":{"description":"{{user}} {{initiatingUser}}"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then "description" equals 05e70000-0000-4000-8000-000000000001 05e70000-0000-4000-8000-000000000001
