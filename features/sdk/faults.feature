Feature: Faults of the SDK's service
  Whatever goes wrong is a fault of status 500 that names its code; what is not emulated is refused by name.

  @SO-024 @SO-007
  Scenario Outline: A message that is not there is refused by name, and the journal keeps it
    When the SDK executes "<message>"
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
      | Associate            |
      | Disassociate         |
      | ExecuteMultiple      |
      | ExecuteTransaction   |
      | sample_Nothing       |

  @SO-023
  Scenario: A parameter that the message does not have
    When the SDK executes "WhoAmI" with <a:KeyValuePairOfstringanyType><b:key>Me</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147204757"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Message property name 'Me' is not valid on message WhoAmI.

  @SO-023 @SO-026 @CA-043
  Scenario Outline: A custom API called with other parameters than it has
    Given the custom API "sample_Strict"
      | kind      | name | type    |
      | parameter | Some | Integer |
    When the SDK executes "sample_Strict" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message>

    Examples:
      | parameters | code | message |
      | nothing | -2147220989 | Required field 'Some' is missing for RequestName='sample_Strict' |
      | <a:KeyValuePairOfstringanyType><b:key>Some</b:key><b:value i:type="c:string">1</b:value></a:KeyValuePairOfstringanyType> | -2147220989 | Parameter 'Some' of message sample_Strict must be of type Integer, but is a String. |
      | <a:KeyValuePairOfstringanyType><b:key>some</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType> | -2147204757 | Message property name 'some' is not valid on message sample_Strict. |

  @SO-026
  Scenario Outline: A message without a parameter that it needs
    When the SDK executes "<message>" with nothing
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
  Scenario Outline: What is no envelope of this service cannot be read
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

  @SO-006 @SO-03C
  Scenario Outline: Operations that are not emulated are refused by name, and the journal keeps it
    When the SDK calls "<operation>"
      """
      <inside>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220715"
    And "/Fault/detail/OrganizationServiceFault/Message" equals the operation `<operation>` is not emulated
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/message" equals <operation>
    And "/entries/0/refusal" equals the operation `<operation>` is not emulated
    And "/entries/0/status" equals 500

    Examples:
      | operation    | inside |
      | Associate    | <entityName>account</entityName><entityId>acc00000-0000-4000-8000-000000000001</entityId><relationship><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>contact_customer_accounts</a:SchemaName></relationship><relatedEntities><a:EntityReference><a:Id>c0000000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>contact</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></a:EntityReference></relatedEntities> |
      | Disassociate | <entityName>account</entityName><entityId>acc00000-0000-4000-8000-000000000001</entityId><relationship><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>contact_customer_accounts</a:SchemaName></relationship><relatedEntities/> |

  @SO-03C
  Scenario Outline: A row by its alternate key is refused by name, and the journal keeps it
    When the SDK executes "<message>" with <target>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220715"
    And "/Fault/detail/OrganizationServiceFault/Message" equals parameter `Target` of `<message>`: a row by its alternate key (`KeyAttributes`) is not emulated
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then "/entries/0/message" equals <message>
    And "/entries/0/refusal" equals parameter `Target` of `<message>`: a row by its alternate key (`KeyAttributes`) is not emulated

    Examples:
      | message  | target |
      | Retrieve | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | Delete   | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | Update   | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |
      | Upsert   | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes/><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes><f:KeyValuePairOfstringanyType><b:key>accountnumber</b:key><b:value i:type="c:string">1</b:value></f:KeyValuePairOfstringanyType></a:KeyAttributes><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType> |

  @CA-03E
  Scenario: A reference to nothing
    When the SDK executes "Retrieve" with <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Expected non-empty Guid.

  @SO-024 @BG-039
  Scenario Outline: The code of a message that is not there is a rule
    Given the rule "unknown_message_code" is "<rule>"
    When the SDK executes "sample_Nothing"
    Then "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals The message requested is not supported on the server: 'sample_Nothing'.
    When the SDK executes "ExecuteBackgroundOperation" with <nested>
    Then "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"

    Examples:
      | rule       | code        | nested |
      | 0x80044180 | -2147204736 | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters/><a:RequestId i:nil="true"/><a:RequestName>sample_Nothing</a:RequestName></b:value></a:KeyValuePairOfstringanyType> |
      | 0x80040203 | -2147220989 | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters/><a:RequestId i:nil="true"/><a:RequestName>sample_Nothing</a:RequestName></b:value></a:KeyValuePairOfstringanyType> |

  # A row of an elastic table is asked of another store, whose answer the text wraps.
  @BG-0D5 @BG-0D8 @SO-036
  Scenario Outline: What is behind the fault of an elastic row that is not there is a rule
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
    When the SDK executes "sample_ExportDataUsingFetchXmlToAnnotation" with <a:KeyValuePairOfstringanyType><b:key>FetchXml</b:key><b:value i:type="c:string">&lt;fetch&gt;&lt;entity name="account"&gt;&lt;attribute name="shoesize"/&gt;&lt;/entity&gt;&lt;/fetch&gt;</b:value></a:KeyValuePairOfstringanyType>
    Then the exchange matches snapshot "sdk/plug-in-fault"

  @SO-036
  Scenario Outline: A refusal of the platform has neither source nor trace
    When the SDK executes "Retrieve" with nothing
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
    When the SDK executes "sample_Fails" with nothing
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
  Scenario: The description of the service is not there
    When a client sends
      """
      GET /XRMServices/2011/Organization.svc?wsdl
      """
    Then the status is 501

  @SO-025 @SO-007
  Scenario: An envelope that is too long is refused with a fault
    When a client sends 17000000 characters as the parameter of
      """
      POST /XRMServices/2011/Organization.svc/web
      Content-Type: text/xml; charset=utf-8

      <Envelope>{long text}</Envelope>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 413

  @BG-04B @PV-010 @PV-012 @SO-007
  Scenario Outline: Who may not is told so in a fault
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
    When the SDK submits "sample_CleanupExportedDataAnnotations"
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220960"
    And the exchange matches snapshot "sdk/privilege-fault"

  # Over the Web API the address names the row, and its table.
  @CA-031 @CA-048
  Scenario Outline: A custom API bound to a row is called on a row of its table that is there: <what>
    Given the custom API "sample_Bound" bound to a row of "account"
    And these rows of "contacts"
      | as      | lastname |
      | contact | Contact  |
    When the SDK executes "sample_Bound" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals <status>

    Examples:
      | what | status | parameters |
      | a row that is not there | 404 | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>a0000000-0000-4000-8000-00000000dead</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | a row of another table | 400 | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{contact}</a:Id><a:LogicalName>contact</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
