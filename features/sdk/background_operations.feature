Feature: Background operations with the SDK
  The C# samples of the documentation, as the envelopes that their compiled form sends, and what
  ExecuteBackgroundOperation refuses.

  # SendRequestAsynchronously
  @BG-030 @BG-031 @BG-033 @BG-034 @SO-020
  Scenario: The sample sends a request
    Given "sample_ExportDataUsingFetchXmlToAnnotation" runs until released
    When a client sends
      """
      POST /XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.14585
      Content-Type: text/xml; charset=utf-8
      SOAPAction: "http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService/Execute"

      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Execute xmlns="http://schemas.microsoft.com/xrm/2011/Contracts/Services"><request xmlns:a="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a:Parameters xmlns:b="http://schemas.datacontract.org/2004/07/System.Collections.Generic"><a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>FetchXml</b:key><b:value i:type="c:string" xmlns:c="http://www.w3.org/2001/XMLSchema">&lt;fetch version='1.0'  
                                          output-format='xml-platform' 
                                          mapping='logical'&gt;
                                      &lt;entity name='account'&gt;
                                          &lt;attribute name='accountid'/&gt;
                                          &lt;attribute name='name'/&gt;  
                                      &lt;/entity&gt;
                                  &lt;/fetch&gt;</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_ExportDataUsingFetchXmlToAnnotation</a:RequestName></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>ExecuteBackgroundOperation</a:RequestName></request></Execute></s:Body></s:Envelope>
      """
    Then the exchange matches snapshot "sdk/submit"
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And "/ExecuteResponse/ExecuteResult/Results/Location" equals {org}/api/backgroundoperation/{operation}
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    And "/ExecuteResponse/ExecuteResult/type" is absent
    And the operation's "name" is sample_ExportDataUsingFetchXmlToAnnotation
    When the operation is released
    Then the operation is Succeeded

  # SendRequestAsynchronouslyWithCallback
  @BG-032 @BG-030 @BG-080
  Scenario: The sample sends a request with a callback
    Given a callback sink
    When a client sends
      """
      POST /XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.14585
      Content-Type: text/xml; charset=utf-8
      SOAPAction: "http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService/Execute"

      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Execute xmlns="http://schemas.microsoft.com/xrm/2011/Contracts/Services"><request xmlns:a="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a:Parameters xmlns:b="http://schemas.datacontract.org/2004/07/System.Collections.Generic"><a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>FetchXml</b:key><b:value i:type="c:string" xmlns:c="http://www.w3.org/2001/XMLSchema">&lt;fetch version='1.0' output-format='xml-platform' mapping='logical'&gt;&lt;entity name='account'&gt;&lt;attribute name='accountid'/&gt;&lt;attribute name='name'/&gt;&lt;/entity&gt;&lt;/fetch&gt;</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_ExportDataUsingFetchXmlToAnnotation</a:RequestName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>CallbackUri</b:key><b:value i:type="c:string" xmlns:c="http://www.w3.org/2001/XMLSchema">{sink}/hook</b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>ExecuteBackgroundOperation</a:RequestName></request></Execute></s:Body></s:Envelope>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    When callback 1 arrives
    Then "backgroundOperationId" equals {operation}
    And "location" equals {monitor}
    And "backgroundOperationStateCode" equals 3
    And "backgroundOperationStatusCode" equals 30
    And the operation is Succeeded

  # PollBackgroundOperationRequest: what it reads, waiting
  @SO-020 @SO-022 @SO-031 @SO-032 @SO-033
  Scenario: The sample polls an operation that runs
    Given "sample_ExportDataUsingFetchXmlToAnnotation" runs until released
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    When the SDK polls the operation
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals RetrieveResponse
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/name" equals sample_ExportDataUsingFetchXmlToAnnotation
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatecode" equals Locked
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatuscode" equals In Progress
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/outputparameters" is absent
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errorcode" is absent
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errormessage" is absent
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/backgroundoperationid" equals {operation}
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Id" equals {operation}

  @SO-022 @SO-032 @SO-033
  Scenario: The sample polls an operation that has succeeded
    Given "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    And everything settles
    When the SDK polls the operation
    Then the exchange matches snapshot "sdk/poll-succeeded"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatecode" equals Completed
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatuscode" equals Succeeded
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/outputparameters" contains "AnnotationId"

  @BG-099 @SO-030 @SO-031
  Scenario: The sample polls an operation that has failed
    Given "sample_ExportDataUsingFetchXmlToAnnotation" behaves as
      """
      {"outcomes": [{"fail": {"code": "0x80048405", "message": "Access is denied."}}]}
      """
    And the rule "max_retries" is "0"
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    And everything settles
    When the SDK polls the operation
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatecode" equals Completed
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatuscode" equals Failed
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errorcode" equals -2147187707
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errormessage" equals Access is denied.
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/outputparameters" is absent

  # The sample reads errorcode as a text and outputparameters while there are none: with these two rules it
  # prints what the documentation says it prints.
  @BG-05L @SO-030 @SO-031
  Scenario: The sample works as printed, by rule
    Given the rules are
      | errorcode_as_string | on          |
      | outputs_when_unset  | empty_array |
      | max_retries         | 0           |
    And "sample_ExportDataUsingFetchXmlToAnnotation" behaves as
      """
      {"finish": "released", "outcomes": [{"fail": {"code": "0x80048405", "message": "Access is denied."}}]}
      """
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    When the SDK polls the operation
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatecode" equals Locked
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/outputparameters" equals "[]"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errorcode" is absent
    When the operation is released
    And the SDK polls the operation
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatuscode" equals Failed
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/outputparameters" equals "[]"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errorcode" equals "-2147187707"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errormessage" equals Access is denied.

  @SO-030
  Scenario Outline: Whether the error code is a number or a text is a rule of the SDK alone
    Given the rule "errorcode_as_string" is "<value>"
    And "sample_CleanupExportedDataAnnotations" fails
    And the rule "max_retries" is "0"
    And "sample_CleanupExportedDataAnnotations" is submitted
    And everything settles
    When the SDK polls the operation
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/errorcode" equals <code>
    And the operation's "errorcode" is -2147220891

    Examples:
      | value | code          |
      | off   | -2147220891   |
      | on    | "-2147220891" |

  @BG-0D5 @BG-0D8 @SO-007
  Scenario: The sample polls an id that no operation has
    Given the text "110eaa68-db17-4115-ad74-d185823fc089" is remembered as "operation"
    When the SDK polls the operation
    Then the status is 500
    And the exchange matches snapshot "sdk/poll-not-found"

  # CancelBackgroundOperationRequest
  @BG-071 @BG-070 @SO-020 @SO-022
  Scenario: The sample cancels an operation
    Given "sample_ExportDataUsingFetchXmlToAnnotation" waits to be started
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    When a client sends
      """
      POST /XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.14585
      Content-Type: text/xml; charset=utf-8
      SOAPAction: "http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService/Execute"

      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Execute xmlns="http://schemas.microsoft.com/xrm/2011/Contracts/Services"><request i:type="a:UpdateRequest" xmlns:a="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a:Parameters xmlns:b="http://schemas.datacontract.org/2004/07/System.Collections.Generic"><a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatecode</b:key><b:value i:type="a:OptionSetValue"><a:Value>2</a:Value></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatuscode</b:key><b:value i:type="a:OptionSetValue"><a:Value>22</a:Value></b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>{operation}</a:Id><a:KeyAttributes xmlns:c="http://schemas.microsoft.com/xrm/7.1/Contracts"/><a:LogicalName>backgroundoperation</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>Update</a:RequestName></request></Execute></s:Body></s:Envelope>
      """
    Then the exchange matches snapshot "sdk/cancel"
    And the operation is Canceling
    When the clock advances until nothing is left to do
    Then the operation is Canceled

  @BG-071 @SO-006
  Scenario: A raw proxy cancels an operation
    Given "sample_ExportDataUsingFetchXmlToAnnotation" waits to be started
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    When the SDK calls "Update"
      """
      <entity>
        <a:Attributes>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatecode</b:key><b:value i:type="a:OptionSetValue"><a:Value>2</a:Value></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatuscode</b:key><b:value i:type="a:OptionSetValue"><a:Value>22</a:Value></b:value></a:KeyValuePairOfstringanyType>
        </a:Attributes>
        <a:EntityState i:nil="true"/>
        <a:FormattedValues/>
        <a:Id>{operation}</a:Id>
        <a:LogicalName>backgroundoperation</a:LogicalName>
        <a:RelatedEntities/>
      </entity>
      """
    Then the status is 200
    And the exchange matches snapshot "sdk/cancel-proxy"
    And the operation is Canceling

  @BG-077 @BG-076
  Scenario: The sample cancels an operation too late
    Given "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    And everything settles
    When the SDK calls "Update"
      """
      <entity>
        <a:Attributes>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatecode</b:key><b:value i:type="a:OptionSetValue"><a:Value>2</a:Value></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>backgroundoperationstatuscode</b:key><b:value i:type="a:OptionSetValue"><a:Value>22</a:Value></b:value></a:KeyValuePairOfstringanyType>
        </a:Attributes>
        <a:Id>{operation}</a:Id>
        <a:LogicalName>backgroundoperation</a:LogicalName>
      </entity>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220891"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Canceling background operation is not allowed after it is in terminal state.
    And the operation is Succeeded

  @BG-031 @BG-037 @BG-038 @BG-039 @BG-03B
  Scenario Outline: What cannot run in the background is refused, and nothing is submitted
    When the SDK executes "ExecuteBackgroundOperation" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message>
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations/$count
      """
    Then the body is the text "﻿0"

    Examples:
      | parameters | code | message |
      | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters/><a:RequestId i:nil="true"/><a:RequestName>Create</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | -2147220989 | The request 'Create' is not a custom API and cannot be executed as a background operation. |
      | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters/><a:RequestId i:nil="true"/><a:RequestName>ExecuteBackgroundOperation</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | -2147220989 | The request 'ExecuteBackgroundOperation' is not a custom API and cannot be executed as a background operation. |
      | nothing | -2147220989 | Required field 'Request' is missing for RequestName='ExecuteBackgroundOperation' |
      | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:nil="true"/></a:KeyValuePairOfstringanyType> | -2147220989 | Required field 'Request' is missing for RequestName='ExecuteBackgroundOperation' |
      | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters/><a:RequestId i:nil="true"/><a:RequestName>sample_Nothing</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | -2147204736 | The message requested is not supported on the server: 'sample_Nothing'. |
      | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters/><a:RequestId i:nil="true"/><a:RequestName>sample_ExportDataUsingFetchXmlToAnnotation</a:RequestName></b:value></a:KeyValuePairOfstringanyType> | -2147220989 | Required field 'FetchXml' is missing for RequestName='sample_ExportDataUsingFetchXmlToAnnotation' |
      | <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="c:string">x</b:value></a:KeyValuePairOfstringanyType> | -2147220989 | Parameter 'Request' of message ExecuteBackgroundOperation must be an OrganizationRequest, but is a String. |

  @BG-032 @BG-088
  Scenario: A callback that is no absolute address is refused
    When the SDK executes
      """
      <request>
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters/><a:RequestId i:nil="true"/><a:RequestName>sample_CleanupExportedDataAnnotations</a:RequestName></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>CallbackUri</b:key><b:value i:type="c:string">/hook</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>ExecuteBackgroundOperation</a:RequestName>
      </request>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "The callback URL '/hook' is not an absolute URL"

  @BG-03A @SO-027 @SO-028
  Scenario: Ids of requests and options of the pipeline change nothing
    When the SDK executes
      """
      <request>
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters>
            <a:KeyValuePairOfstringanyType><b:key>tag</b:key><b:value i:type="c:string">mine</b:value></a:KeyValuePairOfstringanyType>
          </a:Parameters><a:RequestId>8b1e4b1e-0000-4000-8000-000000000002</a:RequestId><a:RequestName>sample_CleanupExportedDataAnnotations</a:RequestName></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>BypassCustomPluginExecution</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>SuppressDuplicateDetection</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId>8b1e4b1e-0000-4000-8000-000000000003</a:RequestId>
        <a:RequestName>ExecuteBackgroundOperation</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    When everything settles
    Then the operation is Succeeded

  @BG-035
  Scenario: A bound custom API gets its row as Target
    Given the custom API "sample_Bound" bound to a row of "account"
    And these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000f1 | One  |
    When the SDK executes
      """
      <request>
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters>
            <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>a0000000-0000-4000-8000-0000000000f1</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          </a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Bound</a:RequestName></b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>ExecuteBackgroundOperation</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    And the operation's "name" is sample_Bound
    When everything settles
    Then the operation is Succeeded

  @BG-046 @SO-004
  Scenario Outline: A SOAP header names whom a request runs as
    When the SDK executes "WhoAmI" with the header "<header>" of "<id>"
    Then the status is <status>
    And "<path>" equals "<value>"

    Examples:
      | header         | id                                   | status | path                                               | value                                |
      | CallerId       | 05e70000-0000-4000-8000-000000000001 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
      | CallerId       | 00000000-0000-0000-0000-000000000000 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
      | CallerObjectId | aad00000-0000-4000-8000-000000000001 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
      | CallerId       | 05e70000-0000-4000-8000-0000000000ff | 500    | /Fault/detail/OrganizationServiceFault/ErrorCode   | -2147015328                          |
      | LanguageCode   | 1033                                 | 200    | /ExecuteResponse/ExecuteResult/Results/UserId      | 05e70000-0000-4000-8000-000000000001 |
