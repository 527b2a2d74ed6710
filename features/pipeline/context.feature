@no-samples
Feature: What a handler is told
  The execution context tells who asked for what, with which values, and what it was caused by.

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
  Scenario: A synchronous step after the operation is told of both pipelines
    Given these processing steps
      | as   | on             | stage | name      | to   |
      | step | Create account | 40    | The step  | hook |
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
  Scenario: A step of the first stage is told the id, and of no cause
    Given these processing steps
      | on             | stage | to   |
      | Create account | 10    | hook |
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
  Scenario: After a create the inner target has what the platform set, and the outer one what was supplied
    Given these processing steps
      | on             | stage | does                                                                                                                                                     |
      | Create account | 40    | [{"create":{"table":"contact","row":{"lastname":"seen","description":"{{target.statecode}} {{target.statuscode}} {{target.accountid}} {{target.ownerid}} {{target.telephone1}} {{parent.target.statecode}} {{parent.target.name}} {{parent.target.accountid}}"}}}] |
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
  Scenario: After an update the target has what was supplied, what was emptied, and the platform's own
    Given these rows of "accounts"
      | as      | name | telephone1 |
      | account | Old  | "1"        |
    And these processing steps
      | on             | stage | to   |
      | Update account | 40    | hook |
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
  Scenario Outline: A deletion is told what to delete, and nothing beside it
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
      | stage | header           |
      | 10    | Accept: */*      |
      | 20    | If-Match: {etag} |
      | 40    | Accept: */*      |

  @PL-090 @PL-091
  Scenario Outline: A reading message is told what is asked, and after it what was found
    Given these rows of "accounts"
      | as      | name |
      | account | Old  |
    And these processing steps
      | on                | stage | to   |
      | <message> account | 40    | hook |
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
  Scenario: The job of an asynchronous step is told itself, in both pipelines
    Given these processing steps
      | as   | on             | stage | mode | name     | to   |
      | step | Create account | 40    | 1    | The step | hook |
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
  Scenario Outline: A step acts for the user it names, while the platform's own work stays the caller's
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
      | stage | mode |
      | 10    | 0    |
      | 20    | 0    |
      | 40    | 0    |
      | 40    | 1    |

  @PL-081
  Scenario: A step that names nobody acts for the caller
    Given these processing steps
      | on             | stage | does                                             |
      | Create account | 20    | [{"set":{"description":"{{user}} {{initiatingUser}}"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then "description" equals 05e70000-0000-4000-8000-000000000001 05e70000-0000-4000-8000-000000000001
