@no-samples
Feature: What the rows of a query carry

  Background:
    Given these rows of "accounts"
      | as    | name  | numberofemployees | revenue | accountcategorycode |
      | alpha | Alpha | 1200              | 1500    | 1                   |
      | beta  | Beta  |                   |         |                     |
    And a client has sent
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Lee","parentcustomerid_account@odata.bind":"/accounts({alpha})"}
      """
    And the id of the new row is remembered as "lee"
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts({alpha})

      {"primarycontactid@odata.bind":"/contacts({lee})"}
      """

  @WA-140 @WA-141 @WA-143
  Scenario: Columns of a joined table are written and annotated as columns are
    When a client sends
      """
      GET /api/data/v9.2/contacts?fetchXml=<fetch><entity name='contact'><attribute name='lastname'/><attribute name='parentcustomerid'/><filter><condition attribute='contactid' operator='eq' value='{lee}'/></filter><link-entity name='account' from='accountid' to='parentcustomerid' alias='a'><attribute name='primarycontactid'/><attribute name='accountcategorycode'/><attribute name='revenue'/><attribute name='fax'/></link-entity></entity></fetch>
      Prefer: odata.include-annotations="*"
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#contacts(lastname,_parentcustomerid_value,parentcustomerid,contactid)
    And "@a.OData.Community.Display.V1.CurrentEntityField" equals parentcustomerid
    And the body has
      | /value/0/a.primarycontactid                                                | {lee}            |
      | /value/0/a.primarycontactid@OData.Community.Display.V1.AttributeName       | primarycontactid |
      | /value/0/a.primarycontactid@OData.Community.Display.V1.FormattedValue      | Lee              |
      | /value/0/a.primarycontactid@Microsoft.Dynamics.CRM.lookuplogicalname       | contact          |
      | /value/0/a.accountcategorycode                                             | 1                |
      | /value/0/a.accountcategorycode@OData.Community.Display.V1.AttributeName    | accountcategorycode |
      | /value/0/a.accountcategorycode@OData.Community.Display.V1.FormattedValue   | Preferred Customer |
      | /value/0/a.revenue@OData.Community.Display.V1.FormattedValue               | $1,500.00        |
    And "/value/0/a.fax" is absent

  @WA-140
  Scenario: Aggregates and groups are annotated, too
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch aggregate='true'><entity name='account'><attribute name='primarycontactid' alias='who' groupby='true'/><attribute name='numberofemployees' alias='people' aggregate='sum'/><filter><condition attribute='accountid' operator='eq' value='{alpha}'/></filter></entity></fetch>
      Prefer: odata.include-annotations="*"
      """
    Then the status is 200
    And the body has
      | /value/0/who                                                    | {lee}             |
      | /value/0/who@OData.Community.Display.V1.AttributeName           | primarycontactid  |
      | /value/0/who@OData.Community.Display.V1.FormattedValue          | Lee               |
      | /value/0/who@Microsoft.Dynamics.CRM.lookuplogicalname           | contact           |
      | /value/0/people                                                 | 1200              |
      | /value/0/people@OData.Community.Display.V1.AttributeName        | numberofemployees |
      | /value/0/people@OData.Community.Display.V1.FormattedValue       | 1,200             |

  @WA-141
  Scenario Outline: Columns without a value in a FetchXML row are a rule
    Given the rule "fetch_xml_nulls" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cattribute name='revenue'/%3E%3Cfilter%3E%3Ccondition attribute='accountid' operator='eq' value='{beta}'/%3E%3C/filter%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 200
    And "/value/0/revenue" is <value>

    Examples:
      | rule    | value  |
      | omitted | absent |
      | written | null   |

  @WA-142
  Scenario: Only a lookup that a client may set names its navigation property
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=_primarycontactid_value,_createdby_value&$filter=accountid eq {alpha}
      Prefer: odata.include-annotations="*"
      """
    Then the status is 200
    And "/value/0/_primarycontactid_value@Microsoft.Dynamics.CRM.associatednavigationproperty" equals primarycontactid
    And "/value/0/_createdby_value@Microsoft.Dynamics.CRM.lookuplogicalname" equals systemuser
    And "/value/0/_createdby_value@Microsoft.Dynamics.CRM.associatednavigationproperty" is absent

  @WA-143
  Scenario Outline: How the context names lookups is a rule
    Given the rule "fetch_xml_context" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch top='1'%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3Cattribute name='primarycontactid'/%3E%3C/entity%3E%3C/fetch%3E
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#accounts(<columns>)

    Examples:
      | rule     | columns                                                                      |
      | lookups  | name,_primarycontactid_value,primarycontactid,accountid                      |
      | expanded | name,_primarycontactid_value,primarycontactid,accountid,primarycontactid()   |

  @WA-144
  Scenario Outline: Counts stand beside the rows where they are asked for
    When a client sends
      """
      GET /api/data/v9.2/accounts?<query>
      Prefer: odata.include-annotations="Microsoft.Dynamics.CRM.*"
      """
    Then the status is 200
    And "@Microsoft.Dynamics.CRM.totalrecordcount" equals <count>
    And "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded" equals false
    And "@Microsoft.Dynamics.CRM.globalmetadataversion" is a text

    Examples:
      | query                                                                                                                              | count |
      | $select=name                                                                                                                       | -1    |
      | $select=name&$count=true                                                                                                           | 2     |
      | fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3C/entity%3E%3C/fetch%3E                                                   | -1    |
      | fetchXml=%3Cfetch returntotalrecordcount='true'%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3C/entity%3E%3C/fetch%3E                     | 2     |
      | fetchXml=%3Cfetch%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3C/entity%3E%3C/fetch%3E&$count=true                                       | 2     |

  @WA-144
  Scenario Outline: What the last page of a FetchXML query says is a rule
    Given the rule "fetch_xml_last_page" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=%3Cfetch count='50'%3E%3Centity name='account'%3E%3Cattribute name='name'/%3E%3C/entity%3E%3C/fetch%3E
      Prefer: odata.include-annotations="*"
      """
    Then the status is 200
    And "@Microsoft.Dynamics.CRM.morerecords" <more>
    And "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie" <cookie>

    Examples:
      | rule      | more         | cookie                                            |
      | annotated | equals false | matches "^.cookie pagenumber=.1. pagingcookie=.%3Ccookie" |
      | silent    | is absent    | is absent                                         |

  @WA-145 @WA-146
  Scenario: Expanded collections of a query are followed by their address
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$expand=contact_customer_accounts($select=lastname)
      """
    Then the status is 200
    And the body has
      | /value/0/contact_customer_accounts/0/_parentcustomerid_value | {alpha} |
      | /value/0/contact_customer_accounts@odata.nextLink | {org}/api/data/v9.2/accounts({alpha})/contact_customer_accounts?$select=lastname |
      | /value/1/contact_customer_accounts@odata.nextLink | {org}/api/data/v9.2/accounts({beta})/contact_customer_accounts?$select=lastname |
    And "/value/0/contact_customer_accounts@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}
      """
    Then the rows are
      | lastname |
      | Lee      |
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})?$select=name&$expand=contact_customer_accounts($select=lastname)
      """
    Then the status is 200
    And "contact_customer_accounts@odata.nextLink" is absent

  @WA-1B0
  Scenario: With a nested expand, every expanded collection comes page by page
    Given these rows of "contacts"
      | lastname | parentcustomerid_account@odata.bind |
      | Moe      | /accounts({alpha})                  |
      | Ned      | /accounts({alpha})                  |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=accountid eq {alpha}&$expand=contact_customer_accounts($select=lastname;$filter=lastname ne 'Ned';$expand=createdby($select=fullname))
      Prefer: odata.maxpagesize=1
      """
    Then the status is 200
    And the header "Preference-Applied" is "odata.maxpagesize=1"
    And "/value/0/contact_customer_accounts" has 1 item
    And "/value/0/contact_customer_accounts@odata.nextLink" contains "$skiptoken="
    And "/value/0/contact_customer_accounts/0/lastname" is remembered as "first"
    And "/value/0/contact_customer_accounts@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}
      Prefer: odata.maxpagesize=1
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/lastname" differs from {first}
    And "/value/0/createdby/fullname" is present
    And "@odata.nextLink" is absent

  @WA-1B0
  Scenario: The page that follows the last row of an expanded collection is empty
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=accountid eq {alpha}&$expand=contact_customer_accounts($select=lastname;$expand=createdby($select=fullname))
      Prefer: odata.maxpagesize=5
      """
    Then the status is 200
    And "/value/0/contact_customer_accounts" has 1 item
    And "/value/0/contact_customer_accounts@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}
      Prefer: odata.maxpagesize=5
      """
    Then the status is 200
    And "value" has 0 items

  @WA-1B0
  Scenario: Without a nested expand, or without a page size, expanded collections come whole
    Given these rows of "contacts"
      | lastname | parentcustomerid_account@odata.bind |
      | Moe      | /accounts({alpha})                  |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=accountid eq {alpha}&$expand=contact_customer_accounts($select=lastname)
      Prefer: odata.maxpagesize=1
      """
    Then "/value/0/contact_customer_accounts" has 2 items
    And "/value/0/contact_customer_accounts@odata.nextLink" equals {org}/api/data/v9.2/accounts({alpha})/contact_customer_accounts?$select=lastname
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=accountid eq {alpha}&$expand=contact_customer_accounts($select=lastname;$expand=createdby($select=fullname))
      """
    Then "/value/0/contact_customer_accounts" has 2 items

  @WA-1B0
  Scenario Outline: Options that expanded properties do not have: <option>
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$expand=contact_customer_accounts($select=lastname;<option>)
      """
    Then the status is 400
    And "/error/code" equals 0x80060888

    Examples:
      | option      |
      | $count=true |
      | $levels=2   |
      | $skip=1     |
      | $search=x   |

  @WA-147
  Scenario Outline: Expanded rows cannot be ordered or limited everywhere
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$expand=<expand>
      """
    Then the status is 400
    And the body equals
      """
      {"error":{"code":"0x80060888","message":"Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship."}}
      """

    Examples:
      | expand                                                                       |
      | primarycontactid($select=lastname;$top=1)                                    |
      | primarycontactid($orderby=lastname)                                          |
      | contact_customer_accounts($top=1;$expand=createdby($select=fullname))        |

  @WA-148
  Scenario: A single-valued property is expanded to a reference
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=accountid eq {alpha}&$expand=primarycontactid/$ref
      """
    Then the status is 200
    And the body has
      | /value/0/_primarycontactid_value      | {lee}                                   |
      | /value/0/primarycontactid/@odata.id   | {org}/api/data/v9.2/contacts({lee})     |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$expand=contact_customer_accounts/$ref
      """
    Then the status is 400
    And "/error/message" equals Expand with $ref is only supported on lookup type navigation property.

  @WA-149
  Scenario: A filter follows several lookups
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=parentcustomerid_account/primarycontactid/lastname eq 'Lee'
      """
    Then the rows are
      | lastname |
      | Lee      |

  @WA-150
  Scenario Outline: What a navigation property in the selection selects is a rule
    Given the rule "select_navigation_property" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=<select>&$filter=accountid eq {alpha}
      """
    Then the status is 200
    And "/value/0/_primarycontactid_value" <lookup>
    And "/value/0/numberofemployees" <other>

    Examples:
      | rule    | select                | lookup       | other       |
      | ignored | primarycontactid      | equals {lee} | equals 1200 |
      | ignored | name,primarycontactid | is absent    | is absent   |
      | lookup  | primarycontactid      | equals {lee} | is absent   |

  @WA-151
  Scenario Outline: Whether a navigation property can be compared is a rule
    Given the rule "filter_navigation_property" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=primarycontactid <comparison>
      """
    Then the status is <status>

    Examples:
      | rule    | comparison | status |
      | null    | eq null    | 200    |
      | null    | eq {lee}   | 400    |
      | refused | eq null    | 400    |
      | lookup  | eq {lee}   | 200    |

  @WA-151
  Scenario: A navigation property compared with an id is refused with OData's text
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=primarycontactid eq {lee}
      """
    Then the status is 400
    And "/error/message" equals A binary operator with incompatible types was detected. Found operand types 'Microsoft.Dynamics.CRM.contact' and 'Edm.Guid' for operator kind 'Equal'.
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=parentcustomerid
      """
    Then the status is 400
    And "/error/message" equals Could not find a property named 'parentcustomerid' on type 'Microsoft.Dynamics.CRM.contact'.

  @WA-152
  Scenario: A list of annotations that is too long is refused
    Given a text of 8193 characters is remembered as "long"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: odata.include-annotations="{long}"
      """
    Then the status is 400
    And "/error/message" contains "odata.include-annotations"

  @WA-153
  Scenario: Rows of one second are in the order of their creation
    Given these rows of "accounts"
      | name |
      | Zoe  |
      | Yves |
      | Xena |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=createdon desc
      Prefer: odata.maxpagesize=3
      """
    Then the rows are
      | name |
      | Xena |
      | Yves |
      | Zoe  |
    And "@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}
      Prefer: odata.maxpagesize=3
      """
    Then the rows are
      | name  |
      | Beta  |
      | Alpha |
