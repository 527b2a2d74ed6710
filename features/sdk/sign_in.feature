Feature: Signing in with the SDK
  A client of the SDK looks at three functions of the Web API first, and then talks SOAP.

  @AU-00F @SO-021
  Scenario: The version of the platform
    When a client sends
      """
      GET /api/data/v9.2/RetrieveVersion
      Accept: application/json
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Prefer: odata.include-annotations=*
      """
    Then the status is 200
    And the exchange matches snapshot "sdk/sign-in-version"

  @AU-00F @alone
  Scenario: The current organization
    When a client sends
      """
      GET /api/data/v9.2/RetrieveCurrentOrganization(AccessType='Default')
      Accept: application/json
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Prefer: odata.include-annotations=*
      """
    Then the status is 200
    And "/Detail/UrlName" equals {organization}
    And "/Detail/Endpoints/Values/1" equals {org}/XRMServices/2011/Organization.svc

  @AU-00F
  Scenario Outline: The literal of the access type is written in every way that clients have
    When a client sends
      """
      GET /api/data/v9.2/<call>
      """
    Then the status is 200
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.RetrieveCurrentOrganizationResponse
    And "/Detail/FriendlyName" equals Contoso
    And "/Detail/State" equals Enabled
    And "/Detail/Endpoints/Count" equals 3
    And "/Detail/Endpoints/Keys/0" equals WebApplication
    And "/Detail/Endpoints/Values/0" equals {org}/
    And "/Detail/Endpoints/Keys/1" equals OrganizationService
    And "/Detail/Endpoints/Values/1" equals {org}/XRMServices/2011/Organization.svc
    And "/Detail/Endpoints/Keys/2" equals OrganizationDataService
    And "/Detail/Endpoints/Values/2" equals {org}/api/data/v9.2/

    Examples:
      | call                                                                                                       |
      | RetrieveCurrentOrganization(AccessType='Default')                                                          |
      | RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'         |
      | RetrieveCurrentOrganization(AccessType=@p1)?@p1='Default'                                                  |
      | RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')                 |
      | RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Internet')                |
      | RetrieveCurrentOrganization(AccessType='Intranet')                                                         |

  @AU-00F
  Scenario Outline: Functions of the platform are called by GET, with or without parentheses
    When a client sends
      """
      <method> /api/data/v9.2/<call>
      """
    Then the status is <status>

    Examples:
      | method | call                                                 | status |
      | GET    | RetrieveVersion                                      | 200    |
      | GET    | RetrieveVersion()                                    | 200    |
      | GET    | WhoAmI                                               | 200    |
      | GET    | WhoAmI()                                             | 200    |
      | POST   | RetrieveVersion                                      | 404    |
      | GET    | RetrieveVersion(AccessType='Default')                | 404    |
      | GET    | RetrieveCurrentOrganization(AccessType='Elsewhere')  | 400    |
      | GET    | RetrieveCurrentOrganization(AccessType=1)            | 400    |
      | GET    | Retrieve                                             | 404    |
      | GET    | ExecuteBackgroundOperation                           | 404    |

  @BG-036
  Scenario: The Web API has no ExecuteBackgroundOperation
    When a client sends
      """
      POST /api/data/v9.2/ExecuteBackgroundOperation

      {"CallbackUri": "https://example.test/"}
      """
    Then the status is 404
    And the body equals
      """
      {"error": {"code": "0x80060888", "message": "Resource not found for the segment 'ExecuteBackgroundOperation'."}}
      """

  @AU-001 @AU-005 @SO-001
  Scenario Outline: Without a token the service answers with the challenge, not with a fault
    When a client without a token sends
      """
      <method> <path>
      """
    Then the status is 401
    And the header "WWW-Authenticate" is "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id={org}/"
    And the body is the text "HTTP Error 401 - Unauthorized: Access is denied"

    Examples:
      | method | path                                                              |
      | POST   | /XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.1  |
      | POST   | /XRMServices/2011/Organization.svc                                |
      | GET    | /XRMServices/2011/Organization.svc                                |

  @SO-001 @SO-002 @SO-005 @SO-007 @SO-022
  Scenario Outline: The service is found under all its addresses
    When the SDK executes WhoAmI without parameters at "<path>"
    Then the status is 200
    And the header "Content-Type" is "text/xml; charset=utf-8"
    And "/ExecuteResponse/ExecuteResult/type" equals WhoAmIResponse
    And "/ExecuteResponse/ExecuteResult/Results/UserId" is a guid
    And "/ExecuteResponse/ExecuteResult/Results/BusinessUnitId" is a guid
    And "/ExecuteResponse/ExecuteResult/Results/OrganizationId" is a guid

    Examples:
      | path                                                                    |
      | /XRMServices/2011/Organization.svc/web?SDKClientVersion=9.2.49.14585    |
      | /XRMServices/2011/Organization.svc/web                                  |
      | /XRMServices/2011/Organization.svc                                      |
      | /xrmservices/2011/organization.svc/web                                  |

  @SO-022
  Scenario Outline: The messages of sign-in over the SDK
    When the SDK executes <message> without parameters
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals <message>Response
    And the exchange matches snapshot "sdk/<snapshot>"

    Examples:
      | message                     | snapshot             |
      | WhoAmI                      | who-am-i             |
      | RetrieveVersion             | retrieve-version     |

  @SO-022 @alone
  Scenario: The organization over the SDK
    When the SDK executes RetrieveCurrentOrganization with
      | AccessType | EndpointAccessType | Default |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals RetrieveCurrentOrganizationResponse
    And "/ExecuteResponse/ExecuteResult/Results/Detail/type" equals OrganizationDetail
    And "/ExecuteResponse/ExecuteResult/Results/Detail/UrlName" equals {organization}
    And "/ExecuteResponse/ExecuteResult/Results/Detail/Endpoints/OrganizationService" equals {org}/XRMServices/2011/Organization.svc

  @AU-00F @AU-010 @SO-005 @SO-021
  Scenario: A client signs in with a given token and submits, over plain http
    When a client sends, for every row, a request that is answered with its status
      | method | path                                                             | status |
      | GET    | /api/data/v9.2/RetrieveVersion                                   | 200    |
      | GET    | /api/data/v9.2/RetrieveCurrentOrganization(AccessType='Default') | 200    |
      | GET    | /api/data/v9.2/WhoAmI                                            | 200    |
    And the SDK executes WhoAmI without parameters
    Then the status is 200
    When the SDK executes "ExecuteBackgroundOperation" with
      | Request | OrganizationRequest | sample_CleanupExportedDataAnnotations |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/Location" is remembered as "monitor"
    When everything settles
    Then the operation is Succeeded

  # The service's address is taken from the answer, as clients do.
  @AU-00F @AU-010 @SO-001 @SO-002 @SO-005 @SO-021 @SO-022 @alone
  Scenario: The whole sequence of a client, header by header
    When a client sends
      """
      GET /api/data/v9.2/RetrieveVersion
      Authorization: Bearer given-by-the-application
      Accept: application/json
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Prefer: odata.include-annotations=*
      User-Agent: Samples (DataverseSvcClient:1.2.3)
      x-ms-client-request-id: 0d6a4f6e-3f0b-4d8e-8f6b-8c1a1f6f5b01
      x-ms-client-session-id: 6f9b1a52-0d0c-4a35-9c1b-6f0e6a7f3d01
      Consistency: Strong
      """
    Then the status is 200
    And "Version" matches "^\d+\.\d+\.\d+\.\d+$"
    When a client sends
      """
      GET /api/data/v9.2/RetrieveCurrentOrganization(AccessType='Default')
      Authorization: Bearer given-by-the-application
      Accept: application/json
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Prefer: odata.include-annotations=*
      User-Agent: Samples (DataverseSvcClient:1.2.3)
      x-ms-client-request-id: 0d6a4f6e-3f0b-4d8e-8f6b-8c1a1f6f5b02
      x-ms-client-session-id: 6f9b1a52-0d0c-4a35-9c1b-6f0e6a7f3d01
      Consistency: Strong
      """
    Then the status is 200
    And "/Detail/OrganizationId" is remembered as "id"
    And "/Detail/Endpoints/Keys/1" equals OrganizationService
    And "/Detail/Endpoints/Values/1" is remembered as "service"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Authorization: Bearer given-by-the-application
      Accept: application/json
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Prefer: odata.include-annotations=*
      User-Agent: Samples (DataverseSvcClient:1.2.3)
      x-ms-client-request-id: 0d6a4f6e-3f0b-4d8e-8f6b-8c1a1f6f5b03
      x-ms-client-session-id: 6f9b1a52-0d0c-4a35-9c1b-6f0e6a7f3d01
      Consistency: Strong
      """
    Then the status is 200
    And "OrganizationId" equals {id}
    And "UserId" is remembered as "user"
    When a client sends
      """
      POST {service}/web?SDKClientVersion=9.2.49.14585
      Authorization: Bearer given-by-the-application
      Content-Type: text/xml; charset=utf-8
      SOAPAction: "http://schemas.microsoft.com/xrm/2011/Contracts/Services/IOrganizationService/Execute"
      User-Agent: Samples (DataverseSvcClient:1.2.3)
      x-ms-client-request-id: 0d6a4f6e-3f0b-4d8e-8f6b-8c1a1f6f5b04
      x-ms-client-session-id: 6f9b1a52-0d0c-4a35-9c1b-6f0e6a7f3d01
      Consistency: Strong

      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><SdkClientVersion xmlns="http://schemas.microsoft.com/xrm/2011/Contracts">9.2.49.14585</SdkClientVersion><UserType xmlns="http://schemas.microsoft.com/xrm/2011/Contracts">CrmUser</UserType></s:Header><s:Body><Execute xmlns="http://schemas.microsoft.com/xrm/2011/Contracts/Services"><request i:type="b:WhoAmIRequest" xmlns:a="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:b="http://schemas.microsoft.com/crm/2011/Contracts"><a:Parameters xmlns:c="http://schemas.datacontract.org/2004/07/System.Collections.Generic"/><a:RequestId>0d6a4f6e-3f0b-4d8e-8f6b-8c1a1f6f5b04</a:RequestId><a:RequestName>WhoAmI</a:RequestName></request></Execute></s:Body></s:Envelope>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals WhoAmIResponse
    And "/ExecuteResponse/ExecuteResult/Results/UserId" equals {user}
    And "/ExecuteResponse/ExecuteResult/Results/OrganizationId" equals {id}
