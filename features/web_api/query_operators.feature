Feature: Operators of queries
  What the condition operators of FetchXML and the query functions of the Web API mean. The clock shows Friday,
  January 2, 2026, 03:04:05.

  @WA-100 @no-samples
  Scenario Outline: FetchXML compares dates with spans of time
    Given these rows of "accounts"
      | name    | lastonholdtime |
      | inside  | <inside>       |
      | outside | <outside>      |
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cfilter%3E%3Ccondition attribute='name' operator='in'%3E%3Cvalue%3Einside%3C/value%3E%3Cvalue%3Eoutside%3C/value%3E%3C/condition%3E%3Ccondition attribute='lastonholdtime' operator='<operator>'%3E<values>%3C/condition%3E%3C/filter%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals inside

    Examples:
      | operator                            | values                              | inside               | outside              |
      | yesterday                           |                                     | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z |
      | today                               |                                     | 2026-01-02T23:59:59Z | 2026-01-03T00:00:00Z |
      | tomorrow                            |                                     | 2026-01-03T00:00:00Z | 2026-01-02T23:59:59Z |
      | last-seven-days                     |                                     | 2025-12-26T00:00:00Z | 2025-12-25T23:59:59Z |
      | next-seven-days                     |                                     | 2026-01-09T23:59:59Z | 2026-01-10T00:00:00Z |
      | last-week                           |                                     | 2025-12-21T00:00:00Z | 2025-12-28T00:00:00Z |
      | this-week                           |                                     | 2025-12-28T00:00:00Z | 2026-01-04T00:00:00Z |
      | next-week                           |                                     | 2026-01-10T23:59:59Z | 2026-01-11T00:00:00Z |
      | last-month                          |                                     | 2025-12-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | this-month                          |                                     | 2026-01-31T23:59:59Z | 2026-02-01T00:00:00Z |
      | next-month                          |                                     | 2026-02-28T23:59:59Z | 2026-03-01T00:00:00Z |
      | last-year                           |                                     | 2025-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | this-year                           |                                     | 2026-12-31T23:59:59Z | 2025-12-31T23:59:59Z |
      | next-year                           |                                     | 2027-01-01T00:00:00Z | 2028-01-01T00:00:00Z |
      | on                                  | <value>2026-01-01</value>           | 2026-01-01T23:59:59Z | 2026-01-02T00:00:00Z |
      | on-or-before                        | <value>2026-01-01</value>           | 2026-01-01T23:59:59Z | 2026-01-02T00:00:00Z |
      | on-or-after                         | <value>2026-01-01</value>           | 2026-01-01T00:00:00Z | 2025-12-31T23:59:59Z |
      | last-x-hours                        | <value>1</value>                    | 2026-01-02T02:00:00Z | 2026-01-02T01:59:59Z |
      | next-x-hours                        | <value>1</value>                    | 2026-01-02T04:04:04Z | 2026-01-02T04:04:05Z |
      | last-x-days                         | <value>2</value>                    | 2025-12-31T00:00:00Z | 2025-12-30T23:59:59Z |
      | next-x-days                         | <value>2</value>                    | 2026-01-04T23:59:59Z | 2026-01-05T00:00:00Z |
      | last-x-weeks                        | <value>2</value>                    | 2025-12-19T00:00:00Z | 2025-12-18T23:59:59Z |
      | next-x-weeks                        | <value>2</value>                    | 2026-01-16T23:59:59Z | 2026-01-17T00:00:00Z |
      | last-x-months                       | <value>1</value>                    | 2025-12-02T00:00:00Z | 2025-12-01T23:59:59Z |
      | next-x-months                       | <value>1</value>                    | 2026-02-02T23:59:59Z | 2026-02-03T00:00:00Z |
      | last-x-years                        | <value>1</value>                    | 2025-01-02T00:00:00Z | 2025-01-01T23:59:59Z |
      | next-x-years                        | <value>1</value>                    | 2027-01-02T23:59:59Z | 2027-01-03T00:00:00Z |
      | olderthan-x-minutes                 | <value>30</value>                   | 2026-01-02T02:34:04Z | 2026-01-02T02:34:05Z |
      | olderthan-x-hours                   | <value>2</value>                    | 2026-01-02T01:04:04Z | 2026-01-02T01:04:05Z |
      | olderthan-x-days                    | <value>30</value>                   | 2025-12-02T23:59:59Z | 2025-12-04T00:00:00Z |
      | olderthan-x-weeks                   | <value>1</value>                    | 2025-12-25T23:59:59Z | 2025-12-27T00:00:00Z |
      | olderthan-x-months                  | <value>1</value>                    | 2025-12-01T23:59:59Z | 2025-12-03T00:00:00Z |
      | olderthan-x-years                   | <value>1</value>                    | 2025-01-01T23:59:59Z | 2025-01-03T00:00:00Z |
      | this-fiscal-year                    |                                     | 2026-12-31T23:59:59Z | 2025-12-31T23:59:59Z |
      | last-fiscal-year                    |                                     | 2025-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | next-fiscal-year                    |                                     | 2027-12-31T23:59:59Z | 2028-01-01T00:00:00Z |
      | this-fiscal-period                  |                                     | 2026-03-31T23:59:59Z | 2026-04-01T00:00:00Z |
      | last-fiscal-period                  |                                     | 2025-10-01T00:00:00Z | 2025-09-30T23:59:59Z |
      | next-fiscal-period                  |                                     | 2026-04-01T00:00:00Z | 2026-07-01T00:00:00Z |
      | last-x-fiscal-years                 | <value>2</value>                    | 2024-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | next-x-fiscal-years                 | <value>2</value>                    | 2028-12-31T23:59:59Z | 2026-12-31T23:59:59Z |
      | last-x-fiscal-periods               | <value>2</value>                    | 2025-07-01T00:00:00Z | 2025-06-30T23:59:59Z |
      | next-x-fiscal-periods               | <value>2</value>                    | 2026-09-30T23:59:59Z | 2026-10-01T00:00:00Z |
      | in-fiscal-year                      | <value>2013</value>                 | 2013-12-31T23:59:59Z | 2014-01-01T00:00:00Z |
      | in-fiscal-period                    | <value>3</value>                    | 1999-07-01T00:00:00Z | 2013-10-01T00:00:00Z |
      | in-fiscal-period-and-year           | <value>3</value><value>2013</value> | 2013-09-30T23:59:59Z | 2012-09-30T00:00:00Z |
      | in-or-before-fiscal-period-and-year | <value>3</value><value>2013</value> | 2013-09-30T23:59:59Z | 2013-10-01T00:00:00Z |
      | in-or-after-fiscal-period-and-year  | <value>3</value><value>2013</value> | 2013-07-01T00:00:00Z | 2013-06-30T23:59:59Z |

  @WA-101 @no-samples
  Scenario Outline: Query functions compare dates with the same spans of time
    Given these rows of "accounts"
      | name    | lastonholdtime |
      | inside  | <inside>       |
      | outside | <outside>      |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=Microsoft.Dynamics.CRM.<function> and endswith(name,'side')
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals inside

    Examples:
      | function                                                                                          | inside               | outside              |
      | Yesterday(PropertyName='lastonholdtime')                                                          | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z |
      | Today(PropertyName='lastonholdtime')                                                              | 2026-01-02T23:59:59Z | 2026-01-03T00:00:00Z |
      | Tomorrow(PropertyName='lastonholdtime')                                                           | 2026-01-03T00:00:00Z | 2026-01-02T23:59:59Z |
      | Last7Days(PropertyName='lastonholdtime')                                                          | 2025-12-26T00:00:00Z | 2025-12-25T23:59:59Z |
      | Next7Days(PropertyName='lastonholdtime')                                                          | 2026-01-09T23:59:59Z | 2026-01-10T00:00:00Z |
      | LastWeek(PropertyName='lastonholdtime')                                                           | 2025-12-21T00:00:00Z | 2025-12-28T00:00:00Z |
      | ThisWeek(PropertyName='lastonholdtime')                                                           | 2025-12-28T00:00:00Z | 2026-01-04T00:00:00Z |
      | NextWeek(PropertyName='lastonholdtime')                                                           | 2026-01-10T23:59:59Z | 2026-01-11T00:00:00Z |
      | LastMonth(PropertyName='lastonholdtime')                                                          | 2025-12-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | ThisMonth(PropertyName='lastonholdtime')                                                          | 2026-01-31T23:59:59Z | 2026-02-01T00:00:00Z |
      | NextMonth(PropertyName='lastonholdtime')                                                          | 2026-02-28T23:59:59Z | 2026-03-01T00:00:00Z |
      | LastYear(PropertyName='lastonholdtime')                                                           | 2025-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | ThisYear(PropertyName='lastonholdtime')                                                           | 2026-12-31T23:59:59Z | 2025-12-31T23:59:59Z |
      | NextYear(PropertyName='lastonholdtime')                                                           | 2027-01-01T00:00:00Z | 2028-01-01T00:00:00Z |
      | On(PropertyName='lastonholdtime',PropertyValue='2026-01-01')                                      | 2026-01-01T23:59:59Z | 2026-01-02T00:00:00Z |
      | OnOrBefore(PropertyName='lastonholdtime',PropertyValue='2026-01-01')                              | 2026-01-01T23:59:59Z | 2026-01-02T00:00:00Z |
      | OnOrAfter(PropertyName='lastonholdtime',PropertyValue='2026-01-01')                               | 2026-01-01T00:00:00Z | 2025-12-31T23:59:59Z |
      | LastXHours(PropertyName='lastonholdtime',PropertyValue=1)                                         | 2026-01-02T02:00:00Z | 2026-01-02T01:59:59Z |
      | NextXHours(PropertyName='lastonholdtime',PropertyValue=1)                                         | 2026-01-02T04:04:04Z | 2026-01-02T04:04:05Z |
      | LastXDays(PropertyName='lastonholdtime',PropertyValue=2)                                          | 2025-12-31T00:00:00Z | 2025-12-30T23:59:59Z |
      | NextXDays(PropertyName='lastonholdtime',PropertyValue=2)                                          | 2026-01-04T23:59:59Z | 2026-01-05T00:00:00Z |
      | LastXWeeks(PropertyName='lastonholdtime',PropertyValue=2)                                         | 2025-12-19T00:00:00Z | 2025-12-18T23:59:59Z |
      | NextXWeeks(PropertyName='lastonholdtime',PropertyValue=2)                                         | 2026-01-16T23:59:59Z | 2026-01-17T00:00:00Z |
      | LastXMonths(PropertyName='lastonholdtime',PropertyValue=1)                                        | 2025-12-02T00:00:00Z | 2025-12-01T23:59:59Z |
      | NextXMonths(PropertyName='lastonholdtime',PropertyValue=1)                                        | 2026-02-02T23:59:59Z | 2026-02-03T00:00:00Z |
      | LastXYears(PropertyName='lastonholdtime',PropertyValue=1)                                         | 2025-01-02T00:00:00Z | 2025-01-01T23:59:59Z |
      | NextXYears(PropertyName='lastonholdtime',PropertyValue=1)                                         | 2027-01-02T23:59:59Z | 2027-01-03T00:00:00Z |
      | OlderThanXMinutes(PropertyName='lastonholdtime',PropertyValue=30)                                 | 2026-01-02T02:34:04Z | 2026-01-02T02:34:05Z |
      | OlderThanXHours(PropertyName='lastonholdtime',PropertyValue=2)                                    | 2026-01-02T01:04:04Z | 2026-01-02T01:04:05Z |
      | OlderThanXDays(PropertyName='lastonholdtime',PropertyValue=30)                                    | 2025-12-02T23:59:59Z | 2025-12-04T00:00:00Z |
      | OlderThanXWeeks(PropertyName='lastonholdtime',PropertyValue=1)                                    | 2025-12-25T23:59:59Z | 2025-12-27T00:00:00Z |
      | OlderThanXMonths(PropertyName='lastonholdtime',PropertyValue=1)                                   | 2025-12-01T23:59:59Z | 2025-12-03T00:00:00Z |
      | OlderThanXYears(PropertyName='lastonholdtime',PropertyValue=1)                                    | 2025-01-01T23:59:59Z | 2025-01-03T00:00:00Z |
      | ThisFiscalYear(PropertyName='lastonholdtime')                                                     | 2026-12-31T23:59:59Z | 2025-12-31T23:59:59Z |
      | LastFiscalYear(PropertyName='lastonholdtime')                                                     | 2025-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | NextFiscalYear(PropertyName='lastonholdtime')                                                     | 2027-12-31T23:59:59Z | 2028-01-01T00:00:00Z |
      | ThisFiscalPeriod(PropertyName='lastonholdtime')                                                   | 2026-03-31T23:59:59Z | 2026-04-01T00:00:00Z |
      | LastFiscalPeriod(PropertyName='lastonholdtime')                                                   | 2025-10-01T00:00:00Z | 2025-09-30T23:59:59Z |
      | NextFiscalPeriod(PropertyName='lastonholdtime')                                                   | 2026-04-01T00:00:00Z | 2026-07-01T00:00:00Z |
      | LastXFiscalYears(PropertyName='lastonholdtime',PropertyValue=2)                                   | 2024-01-01T00:00:00Z | 2026-01-01T00:00:00Z |
      | NextXFiscalYears(PropertyName='lastonholdtime',PropertyValue=2)                                   | 2028-12-31T23:59:59Z | 2026-12-31T23:59:59Z |
      | LastXFiscalPeriods(PropertyName='lastonholdtime',PropertyValue=2)                                 | 2025-07-01T00:00:00Z | 2025-06-30T23:59:59Z |
      | NextXFiscalPeriods(PropertyName='lastonholdtime',PropertyValue=2)                                 | 2026-09-30T23:59:59Z | 2026-10-01T00:00:00Z |
      | InFiscalYear(PropertyName='lastonholdtime',PropertyValue=2013)                                    | 2013-12-31T23:59:59Z | 2014-01-01T00:00:00Z |
      | InFiscalPeriod(PropertyName='lastonholdtime',PropertyValue=3)                                     | 1999-07-01T00:00:00Z | 2013-10-01T00:00:00Z |
      | InFiscalPeriodAndYear(PropertyName='lastonholdtime',PropertyValue1=3,PropertyValue2=2013)         | 2013-09-30T23:59:59Z | 2012-09-30T00:00:00Z |
      | InOrBeforeFiscalPeriodAndYear(PropertyName='lastonholdtime',PropertyValue1=3,PropertyValue2=2013) | 2013-09-30T23:59:59Z | 2013-10-01T00:00:00Z |
      | InOrAfterFiscalPeriodAndYear(PropertyName='lastonholdtime',PropertyValue1=3,PropertyValue2=2013)  | 2013-07-01T00:00:00Z | 2013-06-30T23:59:59Z |

  @WA-101 @no-samples
  Scenario Outline: A date without a time is compared by its midnight
    Given these rows of "contacts"
      | lastname | birthdate |
      | inside   | <inside>  |
      | outside  | <outside> |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=Microsoft.Dynamics.CRM.<function> and endswith(lastname,'side')
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/lastname" equals inside

    Examples:
      | function                                              | inside     | outside    |
      | Today(PropertyName='birthdate')                       | 2026-01-02 | 2026-01-01 |
      | LastXDays(PropertyName='birthdate',PropertyValue=1)   | 2026-01-02 | 2025-12-31 |
      | NextXDays(PropertyName='birthdate',PropertyValue=1)   | 2026-01-03 | 2026-01-02 |
      | InFiscalPeriod(PropertyName='birthdate',PropertyValue=2) | 1969-04-01 | 1969-03-31 |
      | OlderThanXDays(PropertyName='birthdate',PropertyValue=1) | 2026-01-01 | 2026-01-02 |

  @WA-102 @WA-105 @no-samples
  Scenario Outline: Weeks and fiscal years are those of the organization
    Given a client has sent
      """
      GET /api/data/v9.2/organizations?$select=organizationid
      """
    And "/value/0/organizationid" is remembered as "organizationid"
    And a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      <setting>
      """
    And these rows of "accounts"
      | name    | lastonholdtime |
      | inside  | <inside>       |
      | outside | <outside>      |
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cfilter%3E%3Ccondition attribute='lastonholdtime' operator='<operator>'%3E<values>%3C/condition%3E%3C/filter%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals inside

    Examples:
      | setting                                            | operator           | values             | inside               | outside              |
      | {"weekstartdaycode":1}                             | this-week          |                    | 2026-01-04T23:59:59Z | 2025-12-28T23:59:59Z |
      | {"fiscalcalendarstart":"2025-07-01T00:00:00Z"}     | this-fiscal-year   |                    | 2025-07-01T00:00:00Z | 2026-07-01T00:00:00Z |
      | {"fiscalcalendarstart":"2025-02-01T00:00:00Z"}     | this-fiscal-period |                    | 2026-01-31T23:59:59Z | 2025-10-31T23:59:59Z |
      | {"fiscalperiodtype":2000}                          | this-fiscal-period |                    | 2026-12-31T23:59:59Z | 2027-01-01T00:00:00Z |
      | {"fiscalperiodtype":2001}                          | last-fiscal-period |                    | 2025-07-01T00:00:00Z | 2025-06-30T23:59:59Z |
      | {"fiscalperiodtype":2003}                          | in-fiscal-period   | <value>12</value>  | 1999-12-31T23:59:59Z | 1999-11-30T23:59:59Z |
      | {"fiscalcalendarstart":"2025-07-01T00:00:00Z","fiscalyeardisplaycode":2} | in-fiscal-year | <value>2013</value> | 2012-07-01T00:00:00Z | 2013-07-01T00:00:00Z |

  @WA-1AA @no-samples
  Scenario Outline: Groups by fiscal periods and years are those of the organization: <grouping>, <settings>
    Given a client has sent
      """
      GET /api/data/v9.2/organizations?$select=organizationid
      """
    And "/value/0/organizationid" is remembered as "organizationid"
    And a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      <settings>
      """
    And these rows of "accounts"
      | name   | lastonholdtime       |
      | first  | 2023-06-30T23:59:59Z |
      | second | 2023-07-01T00:00:00Z |
      | third  | 2024-06-30T23:59:59Z |
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch aggregate='true'%3E%3Centity name='account'%3E%3Cattribute name='lastonholdtime' alias='part' groupby='true' dategrouping='<grouping>'/%3E%3Cattribute name='accountid' alias='n' aggregate='count'/%3E%3Corder alias='part'/%3E%3C/entity%3E%3C/fetch%3E
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the status is 200
    And the body has
      | /value/0/part                                              | <part> |
      | /value/0/part@OData.Community.Display.V1.FormattedValue    | <name> |
      | /value/0/n                                                 | <n>    |

    Examples:
      | grouping      | part   | name            | n | settings                                                                                                                                  |
      | fiscal-year   | 2023   | FY2023          | 2 | {}                                                                                                                                        |
      | fiscal-year   | 2022   | FY2022          | 1 | {"fiscalcalendarstart":"2020-07-01T00:00:00Z"}                                                                                            |
      | fiscal-year   | 2023   | FY2023          | 1 | {"fiscalcalendarstart":"2020-07-01T00:00:00Z","fiscalyeardisplaycode":2}                                                                  |
      | fiscal-period | 202204 | Quarter 4 FY2022 | 1 | {"fiscalcalendarstart":"2020-07-01T00:00:00Z"}                                                                                           |
      | fiscal-period | 202302 | Semester 2 FY23 | 1 | {"fiscalcalendarstart":"2020-07-01T00:00:00Z","fiscalyeardisplaycode":2,"fiscalperiodtype":2001,"fiscalperiodformatperiod":6,"fiscalyearformatyear":2} |
      | fiscal-period | 202306 | June 2023 Fiscal Year | 1 | {"fiscalperiodtype":2003,"fiscalperiodformatperiod":7,"fiscalyearformatprefix":2,"fiscalyearformatsuffix":2}                        |
      | fiscal-period | 202306 | M6 2023FY       | 1 | {"fiscalperiodtype":2003,"fiscalperiodformatperiod":5,"fiscalyearformatprefix":2,"fiscalyearformatsuffix":1}                              |
      | fiscal-period | 202301 | P1 FY2023       | 2 | {"fiscalperiodtype":2000,"fiscalperiodformatperiod":3}                                                                                    |

  @WA-111 @WA-1AA @no-samples
  Scenario Outline: Fiscal periods of four weeks are not emulated: <query>
    Given a client has sent
      """
      GET /api/data/v9.2/organizations?$select=organizationid
      """
    And "/value/0/organizationid" is remembered as "organizationid"
    And a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      {"fiscalperiodtype":2004}
      """
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" contains "four weeks"

    Examples:
      | query                                                                      |
      | $filter=Microsoft.Dynamics.CRM.ThisFiscalYear(PropertyName='createdon')    |
      | fetchXml=<fetch aggregate='true'><entity name='account'><attribute name='createdon' alias='d' groupby='true' dategrouping='fiscal-year'/></entity></fetch> |

  @WA-106 @no-samples
  Scenario Outline: What is older than days counts from now, by rule from midnight
    Given the rule "older_than_from" is "<from>"
    And these rows of "accounts"
      | name    | lastonholdtime |
      | inside  | <inside>       |
      | outside | <outside>      |
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cfilter%3E%3Ccondition attribute='lastonholdtime' operator='<operator>' value='1'/%3E%3C/filter%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals inside

    Examples:
      | from     | operator           | inside               | outside              |
      | now      | olderthan-x-days   | 2026-01-01T03:04:04Z | 2026-01-01T03:04:05Z |
      | now      | olderthan-x-years  | 2025-01-02T03:04:04Z | 2025-01-02T03:04:05Z |
      | midnight | olderthan-x-days   | 2025-12-31T23:59:59Z | 2026-01-01T00:00:00Z |
      | midnight | olderthan-x-months | 2025-12-01T23:59:59Z | 2025-12-02T00:00:00Z |
      | midnight | olderthan-x-hours  | 2026-01-02T02:04:04Z | 2026-01-02T02:04:05Z |

  @WA-103 @no-samples
  Scenario Outline: Rows are compared with the caller, the caller's business unit and those who report to the caller
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["System Administrator"]}
    And the user "Bob" with {"businessUnit": "Sales", "roles": ["System Administrator"]}
    And the user "Cleo" with {"businessUnit": "Sales/North", "roles": ["System Administrator"]}
    And a client has sent
      """
      PATCH /api/data/v9.2/systemusers({bob})

      {"parentsystemuserid@odata.bind":"/systemusers({ada})"}
      """
    And a client has sent
      """
      PATCH /api/data/v9.2/systemusers({cleo})

      {"parentsystemuserid@odata.bind":"/systemusers({bob})"}
      """
    And these rows of "accounts"
      | name | ownerid@odata.bind   | numberofemployees |
      | a    | /systemusers({ada})  | 1033              |
      | b    | /systemusers({bob})  | 1031              |
      | c    | /systemusers({cleo}) | 1031              |
    And the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cfilter%3E%3Ccondition attribute='<column>' operator='<operator>'/%3E%3C/filter%3E%3Corder attribute='name'/%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 200
    And "value" has <count> <items>
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$filter=Microsoft.Dynamics.CRM.<function>(PropertyName='<column>')
      """
    Then the status is 200
    And "value" has <count> <items>
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$filter=Microsoft.Dynamics.CRM.<function>(PropertyName='<column>') and name eq '<one>'
      """
    Then "value" has <found> <of that>

    Examples:
      | column             | operator                       | function                         | count | items | one | found | of that |
      | ownerid            | eq-userid                      | EqualUserId                      | 1     | item  | b   | 1     | item    |
      | ownerid            | ne-userid                      | NotEqualUserId                   | 2     | items | b   | 0     | items   |
      | owningbusinessunit | eq-businessid                  | EqualBusinessId                  | 2     | items | c   | 0     | items   |
      | owningbusinessunit | ne-businessid                  | NotEqualBusinessId               | 1     | item  | c   | 1     | item    |
      | ownerid            | eq-userteams                   | EqualUserTeams                   | 0     | items | b   | 0     | items   |
      | ownerid            | eq-useroruserteams             | EqualUserOrUserTeams             | 1     | item  | b   | 1     | item    |
      | ownerid            | eq-useroruserhierarchy         | EqualUserOrUserHierarchy         | 2     | items | a   | 0     | items   |
      | ownerid            | eq-useroruserhierarchyandteams | EqualUserOrUserHierarchyAndTeams | 2     | items | c   | 1     | item    |
      | numberofemployees  | eq-userlanguage                | EqualUserLanguage                | 1     | item  | a   | 1     | item    |

  @WA-104 @no-samples
  Scenario Outline: Rows are found above and below another row of their hierarchy
    Given these rows of "accounts"
      | as    | name  | parentaccountid@odata.bind |
      | alpha | alpha |                            |
      | beta  | beta  | /accounts({alpha})         |
      | gamma | gamma | /accounts({beta})          |
      | delta | delta |                            |
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cfilter%3E%3Ccondition attribute='accountid' operator='<operator>' value='<row>'/%3E%3C/filter%3E%3Corder attribute='name'/%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 200
    And "value" has <count> <items>
    And "/value/0/name" equals <first>
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$filter=Microsoft.Dynamics.CRM.<function>(PropertyName='accountid',PropertyValue='<row>')
      """
    Then the status is 200
    And "value" has <count> <items>
    And "/value/0/name" equals <first>

    Examples:
      | operator    | function     | row     | count | items | first |
      | under       | Under        | {alpha} | 2     | items | beta  |
      | eq-or-under | UnderOrEqual | {alpha} | 3     | items | alpha |
      | not-under   | NotUnder     | {alpha} | 2     | items | alpha |
      | above       | Above        | {gamma} | 2     | items | alpha |
      | eq-or-above | AboveOrEqual | {beta}  | 2     | items | alpha |

  @WA-107
  Scenario Outline: An operator takes its number of values
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cfilter%3E%3Ccondition attribute='createdon' operator='<operator>'%3E<values>%3C/condition%3E%3C/filter%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 400
    And "/error/code" equals 0x80040203
    And "/error/message" equals <message>

    Examples:
      | operator                  | values                                | message                                                                                              |
      | last-x-days               |                                       | The ConditonOperator.LastXDays requires 1 value/s, not 0. Parameter Name: CreatedOn                  |
      | eq                        | <value>1</value><value>2</value>      | The ConditonOperator.Equal requires 1 value/s, not 2. Parameter Name: CreatedOn                      |
      | in-fiscal-period-and-year | <value>1</value>                      | The ConditonOperator.InFiscalPeriodAndYear requires 2 value/s, not 1. Parameter Name: CreatedOn      |
      | this-month                | <value>1</value>                      | Condition operator 'ThisMonth' requires that no values are set. Values.Length: 1                     |
      | last-x-hours              | <value>0</value>                      | The condition value should be greater than zero.                                                     |

  @WA-108 @WA-109
  Scenario Outline: An operator and its value have to fit the column
    When a client sends
      """
      GET /api/data/v9.2/<set>?fetchXml=%3Cfetch%3E%3Centity name='<table>'%3E%3Cfilter%3E%3Ccondition attribute='<column>' operator='<operator>'%3E<values>%3C/condition%3E%3C/filter%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 400
    And "/error/code" equals <code>
    And "/error/message" contains "<message>"

    Examples:
      | set      | table   | column       | operator       | values                             | code       | message                                                       |
      | accounts | account | name         | last-x-days    | <value>1</value>                   | 0x80048415 | The operator is not valid or it is not supported.             |
      | accounts | account | name         | today          |                                    | 0x80048415 | The operator is not valid or it is not supported.             |
      | contacts | contact | birthdate    | last-x-hours   | <value>1</value>                   | 0x80048415 | The operator is not valid or it is not supported.             |
      | contacts | contact | birthdate    | olderthan-x-minutes | <value>1</value>              | 0x80048415 | The operator is not valid or it is not supported.             |
      | accounts | account | createdon    | begins-with    | <value>1</value>                   | 0x80048415 | The operator is not valid or it is not supported.             |
      | accounts | account | name         | eq-userid      |                                    | 0x80048415 | The operator is not valid or it is not supported.             |
      | accounts | account | name         | under          | <value>1</value>                   | 0x80048415 | The operator is not valid or it is not supported.             |
      | contacts | contact | contactid    | under          | <value>c0000000-0000-4000-8000-0000000000ff</value>            | 0x80048415 | The operator is not valid or it is not supported.             |
      | accounts | account | industrycode | contain-values | <value>1</value>                   | 0x80048415 | The operator is not valid or it is not supported.             |
      | accounts | account | createdon    | on             | <value>19-08-2024 23:59:59</value> | 0x80040239 | The date-time format for 19-08-2024 23:59:59 is invalid       |
      | accounts | account | createdon    | gt             | <value>soon</value>                | 0x80040239 | The date-time format for soon is invalid                      |
      | accounts | account | createdon    | last-x-weeks   | <value>some</value>                | 0x80040203 | expected a whole number of at least 1                         |
      | accounts | account | createdon    | last-x-years   | <value>4000</value>                | 0x80040203 | expected a number that leads to no impossible date            |
      | accounts | account | createdon    | in-fiscal-period | <value>5</value>                 | 0x80040203 | expected the number of a fiscal period                        |

  @WA-110
  Scenario Outline: An operator that FetchXML does not have
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      """
    Then the status is 400
    And "/error/code" equals 0x80041120
    And "/error/message" matches "^Unknown Condition Operator: <name>. FetchXml does not support it"

    Examples:
      | name     | query                                                                                                                                        |
      | equals   | fetchXml=<fetch><entity name='account'><filter><condition attribute='name' operator='equals' value='x'/></filter></entity></fetch>           |
      | Contains | $filter=Microsoft.Dynamics.CRM.Contains(PropertyName='name',PropertyValue='x')                                                               |

  @WA-110
  Scenario: A query function that the Web API does not have
    When a client sends
      """
      GET /api/data/v9.2/accounts?$filter=Microsoft.Dynamics.CRM.Beneath(PropertyName='name',PropertyValue='x')
      """
    Then the status is 400
    And "/error/message" contains "there is no query function `Beneath`"

  @WA-111 @no-samples
  Scenario Outline: A known part of a query that is not emulated is refused by name
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    And "/error/message" contains "<name>"

    Examples:
      | name                | query                                                                                                        |
      | EqualRoleBusinessId | $filter=Microsoft.Dynamics.CRM.EqualRoleBusinessId(PropertyName='owningbusinessunit')                        |

  @WA-112 @no-samples
  Scenario Outline: A query function about related rows, with and without the variable of the lambda
    Given these rows of "accounts"
      | as   | name |
      | one  | One  |
      | none | None |
    And these rows of "contacts"
      | lastname | birthdate  | parentcustomerid_account@odata.bind |
      | Ann      | 2026-01-02 | /accounts({one})                    |
      | Bob      | 2026-01-01 | /accounts({none})                   |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=contact_customer_accounts/any(c:<prefix>Microsoft.Dynamics.CRM.Today(PropertyName='birthdate'))
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals One

    Examples:
      | prefix |
      |        |
      | c/     |

  @WA-1A8
  Scenario Outline: A date before 1753 is no date to compare with: <query>
    When a client sends
      """
      GET /api/data/v9.2/<query>
      """
    Then the status is 400
    And "/error/code" equals 0x80040239
    And "/error/message" contains "is invalid, or value is outside the supported range."

    Examples:
      | query                                                                                                                                                          |
      | accounts?$filter=createdon gt 1752-12-31T23:59:59Z                                                                                                             |
      | contacts?$filter=birthdate eq 1752-12-31                                                                                                                       |
      | accounts?$filter=Microsoft.Dynamics.CRM.OnOrAfter(PropertyName='createdon',PropertyValue='0001-01-01')                                                         |
      | accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><filter><condition attribute='createdon' operator='ge' value='1752-12-31'/></filter></entity></fetch> |
      | accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><filter><condition attribute='createdon' operator='on' value='0001-01-01'/></filter></entity></fetch> |
      | accounts?fetchXml=<fetch><entity name='account'><attribute name='name'/><filter><condition attribute='createdon' operator='between'><value>1700-01-01</value><value>2000-01-01</value></condition></filter></entity></fetch> |

  @WA-1A8
  Scenario Outline: The first date of 1753 is one: <query>
    When a client sends
      """
      GET /api/data/v9.2/<query>
      """
    Then the status is 200

    Examples:
      | query                                                                                                  |
      | accounts?$select=name&$filter=createdon gt 1753-01-01T00:00:00Z                                        |
      | contacts?$select=lastname&$filter=birthdate eq 1753-01-01                                              |
      | accounts?$select=name&$filter=Microsoft.Dynamics.CRM.On(PropertyName='createdon',PropertyValue='1753-01-01') |
