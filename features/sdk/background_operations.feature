Feature: Background operations with the SDK
  The C# samples of the documentation, as the envelopes that their compiled form sends, and what
  ExecuteBackgroundOperation refuses.

  # SendRequestAsynchronously
  @BG-030 @BG-031 @BG-033 @BG-034 @SO-020
  Scenario: The sample sends a request
    Given the operations of "sample_ExportDataUsingFetchXmlToAnnotation" wait for their release
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
    Given the operations of "sample_ExportDataUsingFetchXmlToAnnotation" wait for their release
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
    And the organization has settled
    When the SDK polls the operation
    Then the exchange matches snapshot "sdk/poll-succeeded"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatecode" equals Completed
    And "/ExecuteResponse/ExecuteResult/Results/Entity/FormattedValues/backgroundoperationstatuscode" equals Succeeded
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/outputparameters" matches "^\[\{\"Key\":\"AnnotationId\",\"Value\":\"[0-9a-f-]{36}\"\}\]$"
