@alone
Feature: Validate a FetchXML query
  A client asks what makes a query slow before it runs the query.

  @MS-060 @MS-061
  Scenario Outline: <issue>
    When a client sends
      """
      GET /api/data/v9.2/ValidateFetchXmlExpression(FetchXml=@p1)?@p1='<query>'
      """
    Then the status is 200
    And "/ValidationResults/Messages/0/TypeCode" equals <code>
    And "/ValidationResults/Messages/0/Severity" equals <severity>
    And "/ValidationResults/Messages/0/LocalizedMessageText" contains "<text>"
    And "/ValidationResults/Messages/0/OptionalPropertyBag" is null
    And "/ValidationResults/Messages/1" is absent
    And "/ValidationResults/Helplink" contains "query-antipatterns"

    Examples:
      | issue                              | code | severity | text                     | query |
      | A pattern begins with a wildcard   | 2    | 2        | 'name'                   | <fetch><entity name="account"><attribute name="name"/><filter><condition attribute="name" operator="like" value="%25a"/></filter></entity></fetch> |
      | An operator takes any beginning    | 2    | 2        | 'name'                   | <fetch><entity name="account"><attribute name="name"/><filter><condition attribute="name" operator="ends-with" value="a"/></filter></entity></fetch> |
      | A condition on several lines       | 3    | 2        | 'description'            | <fetch><entity name="account"><attribute name="name"/><filter><condition attribute="description" operator="eq" value="a"/></filter></entity></fetch> |
      | The order is that of a choice      | 4    | 1        | 'industrycode'           | <fetch><entity name="account"><attribute name="name"/><order attribute="industrycode"/></entity></fetch> |
      | The order is that of another table | 5    | 1        | 'c'                      | <fetch><entity name="account"><attribute name="name"/><link-entity name="contact" from="contactid" to="primarycontactid" alias="c"><order attribute="fullname"/></link-entity></entity></fetch> |
      | All columns                        | 6    | 1        | all columns of 'account' | <fetch><entity name="account"><all-attributes/></entity></fetch> |
      | All columns of a linked table      | 6    | 1        | all columns of 'contact' | <fetch><entity name="account"><attribute name="name"/><link-entity name="contact" from="contactid" to="primarycontactid" alias="c"><all-attributes/></link-entity></entity></fetch> |
      | A condition of a linked table      | 2    | 2        | 'fullname'               | <fetch><entity name="account"><attribute name="name"/><link-entity name="contact" from="contactid" to="primarycontactid" alias="c"><filter><condition attribute="fullname" operator="like" value="_a"/></filter></link-entity></entity></fetch> |

  @MS-060 @MS-061
  Scenario Outline: A query without issues
    When a client sends
      """
      GET /api/data/v9.2/ValidateFetchXmlExpression(FetchXml=@p1)?@p1='<query>'
      """
    Then the status is 200
    And "/ValidationResults/Messages" has 0 items

    Examples:
      | query |
      | <fetch><entity name="account"><attribute name="name"/><filter><condition attribute="name" operator="like" value="a%25"/></filter><order attribute="name"/></entity></fetch> |
      | <fetch><entity name="account"><attribute name="name"/><filter><condition attribute="description" operator="not-null"/></filter></entity></fetch> |

  @MS-060
  Scenario: Several issues of one query
    When a client sends
      """
      GET /api/data/v9.2/ValidateFetchXmlExpression(FetchXml=@p1)?@p1='<fetch><entity name="account"><all-attributes/><filter><condition attribute="description" operator="like" value="%25a"/></filter><order attribute="industrycode"/></entity></fetch>'
      """
    Then the status is 200
    And "/ValidationResults/Messages" has 4 items
    And "/ValidationResults/Messages/0/TypeCode" equals 6
    And "/ValidationResults/Messages/1/TypeCode" equals 2
    And "/ValidationResults/Messages/2/TypeCode" equals 3
    And "/ValidationResults/Messages/3/TypeCode" equals 4

  @MS-062
  Scenario Outline: A text that is no query is an issue
    Given the rule "fetch_xml_syntax" is "issue"
    When a client sends
      """
      GET /api/data/v9.2/ValidateFetchXmlExpression(FetchXml=@p1)?@p1='<text>'
      """
    Then the status is 200
    And "/ValidationResults/Messages/0/TypeCode" equals 1
    And "/ValidationResults/Messages/0/Severity" equals 3
    And "/ValidationResults/Messages/0/LocalizedMessageText" contains "<found>"

    Examples:
      | text                                                                          | found   |
      | <fetch                                                                        | Invalid XML |
      | <fetch><entity name="account"><attribute name="nmae"/></entity></fetch>       | nmae    |
      | <fetch><entity name="acount"/></fetch>                                        | acount  |

  @MS-062
  Scenario: By rule, a text that is no query is refused
    Given the rule "fetch_xml_syntax" is "fault"
    When a client sends
      """
      GET /api/data/v9.2/ValidateFetchXmlExpression(FetchXml=@p1)?@p1='<fetch><entity name="account"><attribute name="nmae"/></entity></fetch>'
      """
    Then the status is 400
    And "/error/message" contains "nmae"

  @MS-063
  Scenario: What is not emulated in a query is refused
    When a client sends
      """
      GET /api/data/v9.2/ValidateFetchXmlExpression(FetchXml=@p1)?@p1='<fetch><entity name="invoice"><attribute name="name"/></entity></fetch>'
      """
    Then the status is 501
    And "/error/message" equals The table 'invoice' is not emulated.

  @MS-060
  Scenario: A query is needed
    When the SDK executes ValidateFetchXmlExpression without parameters
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "Required field 'FetchXml' is missing"
