@no-samples
Feature: Limits
  What a client may take, and how much the emulator does at once, are settings with a default, which hold from the moment
  an organization is opened.

  @SF-010
  Scenario: A limit is shown with its value, its default and its range
    Given the limits are
      | sinks      | 7      |
      | slow_after | PT0.5S |
    When a client sends
      """
      GET /_emulator/v1/limits
      """
    Then the status is 200
    And "/limits/0/name" equals connections
    And "/limits/0/value" equals "1024"
    And "/limits/0/default" equals "1024"
    And "/limits/0/takes" equals a number from 1 to 1000000
    And "/limits/0/meaning" is a text

  @SF-010
  Scenario Outline: A limit that does not exist, or a value that it does not take, is refused
    When a client sends
      """
      POST {first}/_emulator/v1/organizations

      {"name":"{organization}-b","limits":<limits>}
      """
    Then the status is 400
    And "/error/message" equals <message>

    Examples:
      | limits                    | message                                                                                      |
      | {"sink":1}                | there is no limit 'sink': did you mean sinks or sink_size?                                   |
      | {"sinks":-1}              | limit 'sinks' does not take '-1': expected a number from 0 to 1024                           |
      | {"sinks":"1KiB"}          | limit 'sinks' does not take '1KiB': expected a number from 0 to 1024                         |
      | {"body_size":1}           | limit 'body_size' does not take '1': expected bytes from 1KiB to 1GiB                        |
      | {"head_timeout":"PT2H"}   | limit 'head_timeout' does not take 'PT2H': expected a duration from PT0.001S to PT1H         |
      | {"head_timeout":"soon"}   | limit 'head_timeout' does not take 'soon': expected a duration from PT0.001S to PT1H         |

  @SF-011
  Scenario: A body that is too large
    Given the limits are
      | body_size | 1KiB |
    And a text of 1001 characters is remembered as "long"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso","description":"{long}"}
      """
    Then the status is 413

  @SF-011
  Scenario Outline: A list of annotations that is too long
    Given the limits are
      | annotation_patterns | 2  |
      | annotation_length   | 16 |
    When a client sends
      """
      GET /api/data/v9.2/accounts
      Prefer: odata.include-annotations="<list>"

      """
    Then the status is <status>

    Examples:
      | list              | status |
      | a.*,b.*           | 200    |
      | a.*,b.*,c.*       | 400    |
      | aaaaaaaaaaaaaaaa  | 200    |
      | aaaaaaaaaaaaaaaaa | 400    |

  @SF-012
  Scenario Outline: A query that is too large
    Given the limits are
      | <limit> | <value> |
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      """
    Then the status is 400
    And "/error/message" matches "<text>"

    Examples:
      | limit              | value | query                                                                                                                        | text                                   |
      | query_depth        | 2     | $filter=not (not (name eq 'a'))                                                                                              | levels of conditions: .* at most 2     |
      | query_operands     | 2     | $filter=Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['a','b','c'])                                          | Number of conditions in query exceeded |
      | query_orders       | 1     | $orderby=name,createdon                                                                                                      | sort keys: expected at most 1          |
      | row_values         | 16    | $top=1                                                                                                                       | values of a row: expected at most 16   |
      | pattern_length     | 3     | $filter=contains(name,'abcd')                                                                                                | is too long: expected at most 3 bytes  |
      | fetch_xml_size     | 64    | fetchXml=<fetch><entity name='account'><attribute name='accountid'/></entity></fetch>                                        | 64                                     |
      | fetch_xml_depth    | 2     | fetchXml=<fetch><entity name='account'><attribute name='name'/></entity></fetch>                                             | 2                                      |
      | fetch_xml_elements | 2     | fetchXml=<fetch><entity name='account'><attribute name='name'/></entity></fetch>                                             | 2                                      |
      | xml_attributes     | 8     | fetchXml=<fetch a='' b='' c='' d='' e='' f='' g='' h='' i=''><entity name='account'/></fetch>                                | 8                                      |

  @SF-011
  Scenario Outline: An SDK request that is too large
    Given the limits are
      | <limit> | <value> |
    When the SDK executes "Create" with
      | Target      | Entity | account |
      | Target.name | String | Contoso |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"

    Examples:
      | limit             | value | text |
      | envelope_depth    | 8     | 8    |
      | envelope_elements | 16    | 16   |

  @SF-011
  Scenario Outline: A solution that is too large
    Given the limits are
      | <limit> | <value> |
    When a client imports the solution "ProjectTracking"
    Then the status is 400
    And "/error/message" contains "<text>"

    Examples:
      | limit             | value | text                      |
      | solution_files    | 3     | more than 3 files         |
      | solution_size     | 1KiB  | more than 1024 bytes      |
      | solution_document | 64    | more than 64              |
      | solution_depth    | 8     | more than 8 levels deep   |
      | solution_elements | 16    | more than 16              |

  @SF-011
  Scenario: Rows that nest too deep
    Given the limits are
      | insert_depth | 1 |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso","primarycontactid":{"lastname":"Byron","parentcustomerid_account":{"name":"Fabrikam"}}}
      """
    Then the status is 400
    And "/error/message" matches "more than 1 levels deep"

  @SF-011
  Scenario: A table with too many columns
    Given the limits are
      | table_columns | 21 |
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions

      {"SchemaName": "new_Pen", "OwnershipType": "UserOwned",
       "DisplayName": {"LocalizedLabels": [{"Label": "Pen", "LanguageCode": 1033}]},
       "DisplayCollectionName": {"LocalizedLabels": [{"Label": "Pens", "LanguageCode": 1033}]},
       "Attributes": [{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "IsPrimaryName": true, "SchemaName": "new_Name"},
         {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_One"},
         {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Two"},
         {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Three"}]}
      """
    Then the status is 400
    And "/error/message" equals The table 'new_pen' would have 22 columns: expected at most 21.
    Given the table "new_pen"
      | column  | type   | members         |
      | new_One | String | "MaxLength": 10 |
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Two"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/Attributes

      {"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Three"}
      """
    Then the status is 400
    And "/error/message" equals The table 'new_pen' would have 22 columns: expected at most 21.
    When the SDK executes "CreateAttribute" with <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_pen</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value i:type="m:IntegerAttributeMetadata" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata"><m:SchemaName>new_Three</m:SchemaName></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals The table 'new_pen' would have 22 columns: expected at most 21.

  @SF-011
  Scenario: A change that cascades to too many rows
    Given the limits are
      | cascaded_rows | 1 |
    And the user "Ada" with {"roles": ["Basic User"]}
    And these rows of "accounts"
      | as  | name |
      | top | Top  |
    And these rows of "contacts"
      | lastname | parentcustomerid_account@odata.bind |
      | One      | /accounts({top})                    |
      | Two      | /accounts({top})                    |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({top})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({ada})"}
      """
    Then the status is 400
    And "/error/message" contains "cascades to more than 1 rows"

  @SF-012
  Scenario Outline: A query that takes too long, or finds no place among the long ones
    Given the limits are
      | <limit> | <value> |
      | <other> | <with>  |
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?fetchXml=%3Cfetch aggregate='true'%3E%3Centity name='sdkmessagefilter'%3E%3Cattribute name='sdkmessagefilterid' alias='n' aggregate='count'/%3E%3Clink-entity name='sdkmessagefilter' from='componentstate' to='componentstate'%3E%3Clink-entity name='sdkmessagefilter' from='componentstate' to='componentstate'%3E%3Clink-entity name='sdkmessagefilter' from='componentstate' to='componentstate'/%3E%3C/link-entity%3E%3C/link-entity%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is <status>
    And "/error/message" equals SQL timeout expired.

    Examples:
      | limit           | value    | other      | with | status |
      | query_time      | PT0.001S | query_work | 200  | 400    |
      | waiting_queries | 0        | query_work | 0    | 400    |

  @SF-013
  Scenario Outline: A call waits for a place, and is sent when another one has ended
    Given the limits are
      | slow_after    | PT1H    |
      | network_grace | PT0.05S |
      | <limit>       | 1       |
    And the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a sink "first" outside the organization that never answers
    And "sample_Report" is submitted with a callback to "{first}/1"
    And request 1 arrives at the sink "first"
    And "sample_Report" is submitted with a callback to "{first}/2"
    When the clock advances by "PT1M"
    And request 2 arrives at the sink "first"
    And the clock advances by "PT1M"
    And a client sends
      """
      GET /_emulator/v1/journal?kind=callback
      """
    Then the body has
      | /entries/0/at      | 2026-01-02T03:04:05Z |
      | /entries/0/endedBy | deadline             |
      | /entries/1/at      | 2026-01-02T03:05:05Z |
      | /entries/1/endedBy | deadline             |

    Examples:
      | limit          |
      | calls          |
      | calls_per_host |

  @SF-013
  Scenario: A slow call gives its place to another
    Given the limits are
      | calls      | 1        |
      | slow_after | PT0.001S |
      | slow_calls | 1        |
    And the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a sink "dead" outside the organization that never answers
    And a sink "live" outside the organization
    And "sample_Report" is submitted with a callback to "{dead}/"
    And request 1 arrives at the sink "dead"
    When "sample_Report" is submitted with a callback to "{live}/"
    Then request 1 arrives at the sink "live"

  @SF-013
  Scenario: A slow call keeps its place where there are as many slow ones as may be
    Given the limits are
      | calls         | 1        |
      | slow_after    | PT0.001S |
      | slow_calls    | 0        |
      | network_grace | PT0.05S  |
    And the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a sink "dead" outside the organization that never answers
    And a sink "live" outside the organization
    And "sample_Report" is submitted with a callback to "{dead}/"
    And request 1 arrives at the sink "dead"
    And "sample_Report" is submitted with a callback to "{live}/"
    When the clock advances by "PT1M"
    And request 1 arrives at the sink "live"
    And everything settles
    And a client sends
      """
      GET /_emulator/v1/journal?kind=callback
      """
    Then the body has
      | /entries/1/at      | 2026-01-02T03:05:05Z |
      | /entries/1/endedBy | answer               |

  @SF-013
  Scenario: A call ends in real time where the clock stands still
    Given the limits are
      | call_time | PT0.01S |
    And the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a sink "dead" outside the organization that never answers
    When "sample_Report" is submitted with a callback to "{dead}/"
    Then the journal says that callback 1 ended by safety-limit

  @SF-014
  Scenario: What the emulator has to commit is tried again until the database has room
    Given the limits are
      | database_size        | 8MiB     |
      | commit_delay         | PT0.001S |
      | commit_delay_longest | PT0.01S  |
    And the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a text of 200000 characters is remembered as "long"
    And "sample_Report" behaves as
      """
      {"finish":"released","outcomes":[{"return":{"Summary":"{long}"}}]}
      """
    And "sample_Report" is submitted
    When clients fill the database
    Then the status is 503
    And "/error/code" equals 0x80044150
    When a client sends
      """
      POST /_emulator/v1/operations/{operation}/release
      """
    Then the status is 204
    When the organization waits for storage
    Then the operation is In Progress
    When clients delete what fills the database
    And everything settles
    Then the operation is Succeeded
    When a client sends
      """
      GET /_emulator/v1/health
      """
    Then the body has
      | /storage/commits | true |
      | /storage/waiting | 0    |

  @SF-014
  Scenario: A change waits for its next try although the database has room again
    Given the limits are
      | database_size        | 8MiB |
      | commit_delay         | PT1H |
      | commit_delay_longest | PT1H |
    And the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a text of 200000 characters is remembered as "long"
    And "sample_Report" behaves as
      """
      {"finish":"released","outcomes":[{"return":{"Summary":"{long}"}}]}
      """
    And "sample_Report" is submitted
    And clients fill the database
    When a client sends
      """
      POST /_emulator/v1/operations/{operation}/release
      """
    And the organization waits for storage
    And a client sends
      """
      POST /_emulator/v1/settle

      {"within":"PT0.01S"}
      """
    Then the body has
      | settled          | false |
      | /pending/storage | 1     |
    When clients delete what fills the database
    And a client sends
      """
      GET /_emulator/v1/health
      """
    Then the body has
      | /storage/commits | true |
      | /storage/waiting | 1    |

  @SF-015
  Scenario Outline: The journal keeps so much
    Given the limits are
      | <limit> | <value> |
    And a text of 700 characters is remembered as "long"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI?a={long}
      """
    And a client sends
      """
      GET /api/data/v9.2/WhoAmI?b={long}
      """
    And a client sends
      """
      GET /_emulator/v1/journal?kind=request
      """
    Then "entries" has <entries> items

    Examples:
      | limit           | value | entries |
      | journal_entries | 1     | 1       |
      | journal_entries | 0     | 0       |
      | journal_size    | 1KiB  | 1       |

  @SF-015
  Scenario Outline: A sink keeps so much, and counts on
    Given the limits are
      | <limit> | <value> |
    And a sink "hook"
    And a text of 700 characters is remembered as "long"
    When a client sends
      """
      POST {hook}

      {"a":"{long}"}
      """
    And a client sends
      """
      POST {hook}

      {"b":"{long}"}
      """
    And a client sends
      """
      GET /_emulator/v1/sinks/hook
      """
    Then "count" equals 2
    And "requests" has 1 items

    Examples:
      | limit         | value |
      | sink_requests | 1     |
      | sink_size     | 1KiB  |

  @SF-015
  Scenario: An organization has so many sinks
    Given the limits are
      | sinks | 1 |
    And a sink "hook"
    When a client sends
      """
      PUT /_emulator/v1/sinks/more

      {}
      """
    Then the status is 409
    And "/error/message" equals there are 1 sinks already: an organization has at most 1

  @SF-015
  Scenario: An advance of the clock gives up in time
    Given the limits are
      | advance_time  | PT0.05S |
      | network_grace | PT1H    |
    And the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a sink "dead" outside the organization that never answers
    And "sample_Report" is submitted with a callback to "{dead}/"
    And request 1 arrives at the sink "dead"
    When a client sends
      """
      POST /_emulator/v1/clock/advance

      {"by":"PT1S"}
      """
    Then the status is 409
    And "/error/message" matches "did not come to rest within 50ms"
