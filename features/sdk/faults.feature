Feature: Faults of the SDK's service
  Every error is a fault of status 500 with a code; a feature that is not emulated is refused by name.

  @SO-024 @SO-007
  Scenario Outline: A message that is not there is refused by name, and the journal keeps it
    When the SDK executes <message> without parameters
    Then the status is 500
    And the header "Content-Type" is "text/xml; charset=utf-8"
    And "/Fault/faultcode" equals s:Client
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147204736"
    And "/Fault/detail/OrganizationServiceFault/Message" equals The message requested is not supported on the server: '<message>'.
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 400
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/message" equals <message>
    And "/entries/0/refusal" equals The message requested is not supported on the server: '<message>'.
    And "/entries/0/status" equals 500

    Examples:
      | message              |
      | whoami               |
      | contoso_Nothing      |
      | sample_Nothing       |

  @SO-023
  Scenario: A parameter that the message does not have
    When the SDK executes "WhoAmI" with
      | Me | Boolean | true |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147204757"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Message property name 'Me' is not valid on message WhoAmI.

  @SO-023 @SO-026 @CA-043
  Scenario Outline: A custom API called with other parameters than it has
    Given the custom API "sample_Strict"
      | kind      | name | type    |
      | parameter | Some | Integer |
    When the SDK executes "sample_Strict" with
      | <parameter> | <type> | <value> |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message>

    Examples:
      | parameter | type   | value | code        | message                                                                             |
      |           |        |       | -2147220989 | Required field 'Some' is missing for RequestName='sample_Strict'                    |
      | Some      | String | 1     | -2147220989 | Parameter 'Some' of message sample_Strict must be of type Integer, but is a String. |
      | some      | Int32  | 1     | -2147204757 | Message property name 'some' is not valid on message sample_Strict.                 |

  @SO-026
  Scenario Outline: A message without a parameter that it needs
    When the SDK executes "<message>" without parameters
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Required field '<parameter>' is missing for RequestName='<message>'

    Examples:
      | message          | parameter |
      | Create           | Target    |
      | Retrieve         | Target    |
      | RetrieveMultiple | Query     |
      | Update           | Target    |
      | Upsert           | Target    |
      | Delete           | Target    |

  @SO-025
  Scenario Outline: A body that is no SOAP envelope is refused
    Given the text "<body>" is remembered as "body"
    When a client sends
      """
      POST /XRMServices/2011/Organization.svc/web
      Content-Type: text/xml; charset=utf-8

      {body}
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147204753"
    And "/Fault/detail/OrganizationServiceFault/Message" matches "^The SDK request could not be deserialized\."

    Examples:
      | body                                                                  |
      | nothing of the kind                                                   |
      | {}                                                                    |
      | <a>                                                                   |
      | <Envelope/>                                                           |
      | <!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>     |

  @SO-020 @SO-025
  Scenario: A value of an unknown type is refused by name
    When the SDK executes "WhoAmI" with <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="a:Surprise"/></a:KeyValuePairOfstringanyType>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "Surprise"

  @SO-061 @alone
  Scenario Outline: A value of a type that is not emulated is told from one of an unknown type: <type>
    When the SDK executes "WhoAmI" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"

    Examples:
      | type                        | code        | text                                       | parameters |
      | d:char | -2147220715 | char` is not emulated | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="d:char"/></a:KeyValuePairOfstringanyType> |
      | d:duration | -2147220715 | duration` is not emulated | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="d:duration"/></a:KeyValuePairOfstringanyType> |
      | e:ArrayOfanyType | -2147220715 | ArrayOfanyType` is not emulated | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="e:ArrayOfanyType"/></a:KeyValuePairOfstringanyType> |
      | c:Surprise                  | -2147204753 | has the unknown type                       | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="c:Surprise"/></a:KeyValuePairOfstringanyType> |

  @SO-03C @MS-043
  Scenario Outline: An alternate key that the table does not have is refused, and the journal keeps it
    When the SDK executes "<message>" with <target>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147088240"
    And "/Fault/detail/OrganizationServiceFault/Message" equals The specified key attributes are not a defined key for the account entity
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/message" equals <message>
    And "/entries/0/refusal" equals The specified key attributes are not a defined key for the account entity

    Examples:
      | message  | target |
      | Retrieve | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | Delete   | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | Update   | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | Upsert   | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |

  @CA-03E
  Scenario: A reference to nothing
    When the SDK executes "Retrieve" with
      | Target | EntityReference | account(00000000-0000-0000-0000-000000000000) |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Expected non-empty Guid.

  @SO-024 @BG-039
  Scenario Outline: The code of a message that is not there is a rule
    Given the rule "unknown_message_code" is "<rule>"
    When the SDK executes "sample_Nothing" without parameters
    Then "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals The message requested is not supported on the server: 'sample_Nothing'.
    When the SDK executes "ExecuteBackgroundOperation" with
      | Request | OrganizationRequest | sample_Nothing |
    Then "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"

    Examples:
      | rule       | code        |
      | 0x80044180 | -2147204736 |
      | 0x80040203 | -2147220989 |

  # A row of an elastic table is asked of another store, whose answer the text wraps.
  @BG-0D5 @BG-0D8 @SO-036
  Scenario Outline: The inner fault of a missing elastic row is a rule
    Given the rule "elastic_inner_fault" is "<rule>"
    When the SDK retrieves "name" of "backgroundoperation(110eaa68-db17-4115-ad74-d185823fc089)"
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147185406"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 404
    And "/Fault/detail/OrganizationServiceFault/InnerFault<code>" <holds>
    And "/Fault/detail/OrganizationServiceFault/InnerFault<message>" <holds too>

    Examples:
      | rule         | code       | holds        | message  | holds too                      |
      | store_answer | /ErrorCode | equals "404" | /Message | contains "Could not find item" |
      | none         |            | is null      |          | is null                        |

  # The documented example of such a fault: details, source and trace, and nothing behind it.
  @CA-046 @SO-036
  Scenario: A plug-in's failure comes with its trace
    When the SDK executes "sample_ExportDataUsingFetchXmlToAnnotation" with
      | FetchXml | String | <fetch><entity name="account"><attribute name="shoesize"/></entity></fetch> |
    Then the exchange matches snapshot "sdk/plug-in-fault"

  @SO-036
  Scenario Outline: A refusal of the platform has neither source nor trace
    When the SDK executes "Retrieve" without parameters
    Then "/Fault/detail/OrganizationServiceFault/<member>" is null

    Examples:
      | member            |
      | HelpLink          |
      | ExceptionSource   |
      | InnerFault        |
      | OriginalException |
      | TraceText         |

  @CA-046 @SO-036
  Scenario: A plug-in's failure
    Given the custom API "sample_Fails"
    And "sample_Fails" behaves as
      """
      {"outcomes": [{"fail": {"code": "0x80040265", "message": "Not today & not <tomorrow>."}}]}
      """
    When the SDK executes "sample_Fails" without parameters
    Then the status is 500
    And "/Fault/faultstring" equals Not today & not <tomorrow>.
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220891"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Not today & not <tomorrow>.
    And "/Fault/detail/OrganizationServiceFault/ExceptionSource" equals PluginExecution
    And "/Fault/detail/OrganizationServiceFault/OriginalException" equals PluginExecution
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/OperationStatus" equals 0
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/SubErrorCode" equals -2146233088
    And "/Fault/detail/OrganizationServiceFault/InnerFault" is null

  @SO-008
  Scenario: The WSDL of the service is not emulated
    When a client sends
      """
      GET /XRMServices/2011/Organization.svc?wsdl
      """
    Then the status is 501

  @SO-025 @SO-007
  Scenario: An envelope that is too long is refused with a fault
    Given a text of 17000000 characters is remembered as "long text"
    When a client sends
      """
      POST /XRMServices/2011/Organization.svc/web
      Content-Type: text/xml; charset=utf-8

      <Envelope>{long text}</Envelope>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 413

  @BG-04B @PV-010 @PV-012 @SO-007
  Scenario Outline: A missing privilege is a fault
    Given the user "Ada" with {"privileges": {"prvReadAccount": "Basic"}}
    And the client is "Ada"
    When the SDK retrieves "name" of "<table>(<row>)"
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 403

    Examples:
      | table               | row                                  | code        | text                                                                     |
      | backgroundoperation | a0000000-0000-4000-8000-0000000000ff | -2147220960 | is missing prvReadbackgroundoperation privilege                          |
      | contact             | c0000000-0000-4000-8000-000000000001 | -2147220960 | is missing prvReadContact privilege                                      |
      | account             | acc00000-0000-4000-8000-000000000001 | -2147187962 | does not have ReadAccess right(s) for record with id acc00000-0000-4000-8000-000000000001 of entity Account |

  @BG-04B @PV-010 @alone
  Scenario: The fault of a missing privilege
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the client is "Ada"
    When "sample_CleanupExportedDataAnnotations" is asked for in the background over the SDK
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220960"
    And the exchange matches snapshot "sdk/privilege-fault"

  # Over the Web API the address names the row, and its table.
  @CA-031 @CA-048
  Scenario Outline: A custom API bound to a row is refused for <what>
    Given the custom API "sample_Bound" bound to a row of "account"
    And these rows of "contacts"
      | as      | lastname |
      | contact | Contact  |
    When the SDK executes "sample_Bound" with
      | Target | EntityReference | <target> |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals <status>

    Examples:
      | what                    | status | target                                        |
      | a row that is not there | 404    | account(a0000000-0000-4000-8000-00000000dead) |
      | a row of another table  | 400    | contact({contact})                            |
