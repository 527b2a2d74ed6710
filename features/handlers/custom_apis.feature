@emulator @handlers
Feature: Custom APIs in a process of one's own
  A custom API's plug-in type can be handled by a process of the developer's own, with no difference for the caller
  of the custom API.

  Background:
    Given the text "<fetch><entity name='account'><attribute name='accountid'/><attribute name='name'/><order attribute='name'/></entity></fetch>" is remembered as "query"
    And a client has sent
      """
      GET /api/data/v9.2/organizations?$select=organizationid
      """
    And "/value/0/organizationid" is remembered as "organizationid"
    And a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      {"plugintracelogsetting":2}
      """

  @PL-120 @PL-122 @PL-123
  Scenario Outline: The same custom API in Rust, Python and JavaScript
    Given the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "<handler>"
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation

      {"FetchXml":"{query}"}
      """
    Then the status is 200
    And the exchange matches snapshot "handlers/three-answers"
    And "AnnotationId" is remembered as "annotation"
    When a client sends
      """
      GET /api/data/v9.2/annotations({annotation})?$select=subject,filename,mimetype,filesize,documentbody,_ownerid_value
      """
    Then the exchange matches snapshot "handlers/three-rows"
    And the body has
      | subject        | Export Data Using FetchXml To Csv    |
      | filename       | exportdatausingfetchxml.csv          |
      | mimetype       | text/csv                             |
      | _ownerid_value | 05e70000-0000-4000-8000-000000000001 |
    And "documentbody" decodes to the columns "accountid,name" of all rows of "accounts"
    When a client sends
      """
      GET /api/data/v9.2/plugintracelogs?$select=typename,messagename,primaryentity,messageblock,exceptiondetails,mode,operationtype,depth,pluginstepid,configuration
      """
    Then the rows are
      | typename                                                        | messagename                                | primaryentity | messageblock                                | exceptiondetails | mode | operationtype | depth | pluginstepid | configuration |
      | PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin | sample_ExportDataUsingFetchXmlToAnnotation | none          | Reading rows of account\nWriting 10 rows\n | null             | 0    | 1             | 1     | null         | null          |
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation

      {}
      """
    Then the status is 400

    Examples:
      | handler   |
      | Rust      |
      | export.py |
      | export.js |

  Scenario Outline: A background operation whose work is done in a process of one's own
    Given the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "<handler>"
    When "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"{query}"}
      """
    And everything settles
    And the status monitor is polled
    Then the body has
      | backgroundOperationStatusCode | 30 |
    When a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject
      """
    Then "value" has 1 item

    Examples:
      | handler   |
      | export.py |
      | export.js |
