Feature: Condition operators of the SDK
  The members of ConditionOperator mean what the operators of FetchXML mean. The clock shows Friday, January 2, 2026,
  03:04:05.

  @SO-040 @no-samples
  Scenario Outline: Dates are compared with spans of time
    Given these rows of "accounts"
      | name    | lastonholdtime |
      | inside  | <inside>       |
      | outside | <outside>      |
    When the SDK asks for "name" of "account" where "lastonholdtime" is <condition>
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has 1 item
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities/0/Attributes/name" equals inside

    Examples:
      | condition                                        | inside               | outside              |
      | Yesterday                                        | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z |
      | Today                                            | 2026-01-02T23:59:59Z | 2026-01-03T00:00:00Z |
      | Tomorrow                                         | 2026-01-03T00:00:00Z | 2026-01-02T23:59:59Z |
      | Last7Days                                        | 2025-12-26T00:00:00Z | 2025-12-25T23:59:59Z |
      | Next7Days                                        | 2026-01-09T23:59:59Z | 2026-01-10T00:00:00Z |
      | LastWeek                                         | 2025-12-21T00:00:00Z | 2025-12-28T00:00:00Z |
      | ThisWeek                                         | 2025-12-28T00:00:00Z | 2026-01-04T00:00:00Z |
      | NextWeek                                         | 2026-01-10T23:59:59Z | 2026-01-11T00:00:00Z |
      | LastMonth                                        | 2025-12-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | ThisMonth                                        | 2026-01-31T23:59:59Z | 2026-02-01T00:00:00Z |
      | NextMonth                                        | 2026-02-28T23:59:59Z | 2026-03-01T00:00:00Z |
      | LastYear                                         | 2025-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | ThisYear                                         | 2026-12-31T23:59:59Z | 2025-12-31T23:59:59Z |
      | NextYear                                         | 2027-01-01T00:00:00Z | 2028-01-01T00:00:00Z |
      | On of dateTime 2026-01-01T00:00:00Z              | 2026-01-01T23:59:59Z | 2026-01-02T00:00:00Z |
      | OnOrBefore of dateTime 2026-01-01T00:00:00Z      | 2026-01-01T23:59:59Z | 2026-01-02T00:00:00Z |
      | OnOrAfter of dateTime 2026-01-01T00:00:00Z       | 2026-01-01T00:00:00Z | 2025-12-31T23:59:59Z |
      | LastXHours of int 1                              | 2026-01-02T02:00:00Z | 2026-01-02T01:59:59Z |
      | NextXHours of int 1                              | 2026-01-02T04:04:04Z | 2026-01-02T04:04:05Z |
      | LastXDays of int 2                               | 2025-12-31T00:00:00Z | 2025-12-30T23:59:59Z |
      | NextXDays of int 2                               | 2026-01-04T23:59:59Z | 2026-01-05T00:00:00Z |
      | LastXWeeks of int 2                              | 2025-12-19T00:00:00Z | 2025-12-18T23:59:59Z |
      | NextXWeeks of int 2                              | 2026-01-16T23:59:59Z | 2026-01-17T00:00:00Z |
      | LastXMonths of int 1                             | 2025-12-02T00:00:00Z | 2025-12-01T23:59:59Z |
      | NextXMonths of int 1                             | 2026-02-02T23:59:59Z | 2026-02-03T00:00:00Z |
      | LastXYears of int 1                              | 2025-01-02T00:00:00Z | 2025-01-01T23:59:59Z |
      | NextXYears of int 1                              | 2027-01-02T23:59:59Z | 2027-01-03T00:00:00Z |
      | OlderThanXMinutes of int 30                      | 2026-01-02T02:34:04Z | 2026-01-02T02:34:05Z |
      | OlderThanXHours of int 2                         | 2026-01-02T01:04:04Z | 2026-01-02T01:04:05Z |
      | OlderThanXDays of int 30                         | 2025-12-02T23:59:59Z | 2025-12-04T00:00:00Z |
      | OlderThanXWeeks of int 1                         | 2025-12-25T23:59:59Z | 2025-12-27T00:00:00Z |
      | OlderThanXMonths of int 1                        | 2025-12-01T23:59:59Z | 2025-12-03T00:00:00Z |
      | OlderThanXYears of int 1                         | 2025-01-01T23:59:59Z | 2025-01-03T00:00:00Z |
      | ThisFiscalYear                                   | 2026-12-31T23:59:59Z | 2025-12-31T23:59:59Z |
      | LastFiscalYear                                   | 2025-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | NextFiscalYear                                   | 2027-12-31T23:59:59Z | 2028-01-01T00:00:00Z |
      | ThisFiscalPeriod                                 | 2026-03-31T23:59:59Z | 2026-04-01T00:00:00Z |
      | LastFiscalPeriod                                 | 2025-10-01T00:00:00Z | 2025-09-30T23:59:59Z |
      | NextFiscalPeriod                                 | 2026-04-01T00:00:00Z | 2026-07-01T00:00:00Z |
      | LastXFiscalYears of int 2                        | 2024-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | NextXFiscalYears of int 2                        | 2028-12-31T23:59:59Z | 2026-12-31T23:59:59Z |
      | LastXFiscalPeriods of int 2                      | 2025-07-01T00:00:00Z | 2025-06-30T23:59:59Z |
      | NextXFiscalPeriods of int 2                      | 2026-09-30T23:59:59Z | 2026-10-01T00:00:00Z |
      | InFiscalYear of int 2013                         | 2013-12-31T23:59:59Z | 2014-01-01T00:00:00Z |
      | InFiscalPeriod of int 3                          | 1999-07-01T00:00:00Z | 2013-10-01T00:00:00Z |
      | InFiscalPeriodAndYear of int 3, int 2013         | 2013-09-30T23:59:59Z | 2012-09-30T00:00:00Z |
      | InOrBeforeFiscalPeriodAndYear of int 3, int 2013 | 2013-09-30T23:59:59Z | 2013-10-01T00:00:00Z |
      | InOrAfterFiscalPeriodAndYear of int 3, int 2013  | 2013-07-01T00:00:00Z | 2013-06-30T23:59:59Z |
      | NotOn of dateTime 2026-01-01T00:00:00Z           | 2026-01-02T00:00:00Z | 2026-01-01T23:59:59Z |

  @SO-041 @no-samples
  Scenario Outline: Rows are compared with the caller and with their hierarchy
    Given these rows of "accounts"
      | as    | name  | parentaccountid@odata.bind | numberofemployees |
      | alpha | alpha |                            | 1                 |
      | beta  | beta  | /accounts({alpha})         | 2                 |
      | gamma | gamma | /accounts({beta})          | 3                 |
      | delta | delta |                            | 1033              |
    When the SDK asks for "name" of "account" where "<column>" is <condition>
    Then the status is 200
    And "/RetrieveMultipleResponse/RetrieveMultipleResult/Entities" has <count> <items>

    Examples:
      | column             | condition                        | count | items |
      | ownerid            | EqualUserId                      | 4     | items |
      | owningbusinessunit | EqualBusinessId                  | 4     | items |
      | ownerid            | EqualUserOrUserTeams             | 4     | items |
      | ownerid            | EqualUserOrUserHierarchy         | 4     | items |
      | ownerid            | EqualUserOrUserHierarchyAndTeams | 4     | items |
      | numberofemployees  | EqualUserLanguage                | 1     | item  |
      | accountid          | Under of guid {alpha}            | 2     | items |
      | accountid          | UnderOrEqual of guid {alpha}     | 3     | items |
      | accountid          | NotUnder of guid {alpha}         | 2     | items |
      | accountid          | Above of guid {gamma}            | 2     | items |
      | accountid          | AboveOrEqual of guid {gamma}     | 3     | items |
      | numberofemployees  | Mask of int 3                    | 1     | item  |
      | numberofemployees  | MasksSelect of int 3             | 4     | items |
      | numberofemployees  | NotMask of int 2                 | 2     | items |

  @SO-042 @SO-043
  Scenario Outline: A condition that the platform refuses
    When the SDK asks for "name" of "account" where "<column>" is <condition>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<message>"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 400

    Examples:
      | column             | condition                  | code        | message                                                                                  |
      | numberofemployees  | MasksSelect of int 1, int 2 | -2147220989 | The ConditonOperator.MasksSelect requires 1 value/s, not 2. Parameter Name: NumberOfEmployees |
      | numberofemployees  | MasksSelect                | -2147220989 | The ConditonOperator.MasksSelect requires 1 value/s, not 0. Parameter Name: NumberOfEmployees |
      | owningbusinessunit | ChildOf of int 1           | -2147220989 | Condition operator 'ChildOf' requires that no values are set. Values.Length: 1           |
      | owningbusinessunit | ChildOf                    | -2147217120 | The child-of operator is not valid for standard queries.                                 |
      | name               | Contains of string x       | -2147204784 | Sql error: Generic SQL error.                                                            |
      | name               | DoesNotContain of string x | -2147204784 | Sql error: Generic SQL error.                                                            |
      | name               | LastXDays of int 1         | -2147187691 | The operator is not valid or it is not supported.                                        |
      | createdon          | LastXDays of int 0         | -2147220989 | The condition value should be greater than zero.                                         |
      | industrycode       | ContainValues of int 1     | -2147187691 | The operator is not valid or it is not supported.                                        |

  @SO-044 @no-samples
  Scenario: An operator that is not emulated is refused by name
    When the SDK asks for "name" of "account" where "owningbusinessunit" is EqualRoleBusinessId
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220715"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "the condition operator `EqualRoleBusinessId` is not emulated"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 501
