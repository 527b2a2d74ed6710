@alone @no-samples
Feature: Several requests in one request
  ExecuteMultiple runs requests of any message one after the other, each as a transaction of its own. ExecuteTransaction
  runs them as one transaction.

  @MS-020 @MS-023 @SO-022
  Scenario: Each request is answered in order, with the response of its own class
    When the SDK executes ExecuteMultiple with
      | Requests                         | OrganizationRequestCollection |                                  |
      | Requests.1                       | OrganizationRequest           | Create                           |
      | Requests.1.Target                | Entity                        | account                          |
      | Requests.1.Target.name           | String                        | One                              |
      | Requests.2                       | OrganizationRequest           | "WhoAmI"                         |
      | Requests.3                       | OrganizationRequest           | WhoAmI                           |
      | Requests.4                       | OrganizationRequest           | RetrieveMultiple                 |
      | Requests.4.Query                 | FetchExpression               | <fetch><entity name="account"><attribute name="name"/><link-entity name="systemuser" from="systemuserid" to="createdby" alias="by"><attribute name="lastname"/></link-entity></entity></fetch> |
      | Settings                         | ExecuteMultipleSettings       | ReturnResponses                  |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals ExecuteMultipleResponse
    And "/ExecuteResponse/ExecuteResult/Results/IsFaulted" equals false
    And "/ExecuteResponse/ExecuteResult/Results/Responses" has 4 items
    And the body has
      | /ExecuteResponse/ExecuteResult/Results/Responses/0/RequestIndex          | "0"                      |
      | /ExecuteResponse/ExecuteResult/Results/Responses/0/Fault                 | null                     |
      | /ExecuteResponse/ExecuteResult/Results/Responses/0/Response/type         | CreateResponse           |
      | /ExecuteResponse/ExecuteResult/Results/Responses/0/Response/ResponseName | Create                   |
      | /ExecuteResponse/ExecuteResult/Results/Responses/1/Response/ResponseName | WhoAmI                   |
      | /ExecuteResponse/ExecuteResult/Results/Responses/2/Response/type         | WhoAmIResponse           |
      | /ExecuteResponse/ExecuteResult/Results/Responses/3/RequestIndex          | "3"                      |
      | /ExecuteResponse/ExecuteResult/Results/Responses/3/Response/type         | RetrieveMultipleResponse |
      | /ExecuteResponse/ExecuteResult/Results/Responses/3/Response/Results/EntityCollection/Entities/0/Attributes/name | One |
      | /ExecuteResponse/ExecuteResult/Results/Responses/3/Response/Results/EntityCollection/Entities/0/Attributes/by.lastname/type | AliasedValue |
    And "/ExecuteResponse/ExecuteResult/Results/Responses/0/Response/Results/id" is a guid
    And "/ExecuteResponse/ExecuteResult/Results/Responses/1/Response/type" is absent

  @MS-021 @MS-022 @MS-020
  Scenario Outline: The settings say whether it goes on after a fault, and which responses are returned: <settings>
    When the SDK executes ExecuteMultiple with
      | Requests               | OrganizationRequestCollection |                                                |
      | Requests.1             | OrganizationRequest           | Create                                         |
      | Requests.1.Target      | Entity                        | account                                        |
      | Requests.1.Target.name | String                        | One                                            |
      | Requests.2             | OrganizationRequest           | Create                                         |
      | Requests.2.Target      | Entity                        | account                                        |
      | Requests.2.Target.name | String                        | Two                                            |
      | Requests.3             | OrganizationRequest           | Delete                                         |
      | Requests.3.Target      | EntityReference               | account(acc00000-0000-4000-8000-0000000000ff)  |
      | Requests.4             | OrganizationRequest           | Create                                         |
      | Requests.4.Target      | Entity                        | account                                        |
      | Requests.4.Target.name | String                        | Four                                           |
      | Requests.5             | OrganizationRequest           | "sample_None"                                  |
      | Requests.6             | OrganizationRequest           | WhoAmI                                         |
      | Settings               | ExecuteMultipleSettings       | <settings>                                     |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/IsFaulted" equals true
    And "/ExecuteResponse/ExecuteResult/Results/Responses" has <items> items
    And "/ExecuteResponse/ExecuteResult/Results/Responses/<fault>/RequestIndex" equals "2"
    And "/ExecuteResponse/ExecuteResult/Results/Responses/<fault>/Response" is null
    And "/ExecuteResponse/ExecuteResult/Results/Responses/<fault>/Fault/ErrorCode" equals "-2147220969"
    And "/ExecuteResponse/ExecuteResult/Results/Responses/<fault>/Fault/Message" contains "Does Not Exist"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "/value" has <rows> items

    Examples:
      | settings                        | items | fault | rows |
      | ContinueOnError ReturnResponses | 6     | 2     | 3    |
      | ReturnResponses                 | 3     | 2     | 2    |
      | ContinueOnError                 | 2     | 0     | 3    |
      | none                            | 1     | 0     | 2    |

  @MS-025 @MS-029
  Scenario: ExecuteMultiple takes ExecuteTransaction among its requests, and not itself
    When the SDK executes ExecuteMultiple with
      | Requests                          | OrganizationRequestCollection |                                 |
      | Requests.1                        | OrganizationRequest           | ExecuteMultiple                 |
      | Requests.1.Requests               | OrganizationRequestCollection |                                 |
      | Requests.1.Settings               | ExecuteMultipleSettings       | ContinueOnError                 |
      | Requests.2                        | OrganizationRequest           | ExecuteTransaction              |
      | Requests.2.Requests               | OrganizationRequestCollection |                                 |
      | Requests.2.Requests.1             | OrganizationRequest           | Create                          |
      | Requests.2.Requests.1.Target      | Entity                        | account                         |
      | Requests.2.Requests.1.Target.name | String                        | Inside                          |
      | Requests.2.ReturnResponses        | Boolean                       | true                            |
      | Settings                          | ExecuteMultipleSettings       | ContinueOnError ReturnResponses |
    Then the status is 200
    And the body has
      | /ExecuteResponse/ExecuteResult/Results/Responses/0/Fault/Message         | ExecuteMultiple cannot be one of the requests of ExecuteMultiple. |
      | /ExecuteResponse/ExecuteResult/Results/Responses/1/Response/type         | ExecuteTransactionResponse |
      | /ExecuteResponse/ExecuteResult/Results/Responses/1/Response/Results/Responses/0/type | CreateResponse |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then the rows are
      | name   |
      | Inside |

  @MS-020
  Scenario: A request is one like any other: it runs its steps, at its own depth, and is taken back by itself
    Given these processing steps
      | on             | stage         | does                                                                                             |
      | Create account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{target.name}} {{depth}} {{transaction}}"}}}]  |
      | Update account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"lost"}}},{"fail":{"code":"0x80040265","message":"no"}}] |
    When the SDK executes ExecuteMultiple with
      | Requests               | OrganizationRequestCollection |                                               |
      | Requests.1             | OrganizationRequest           | Create                                        |
      | Requests.1.Target      | Entity                        | account(acc00000-0000-4000-8000-0000000000a1) |
      | Requests.1.Target.name | String                        | One                                           |
      | Requests.2             | OrganizationRequest           | Update                                        |
      | Requests.2.Target      | Entity                        | account(acc00000-0000-4000-8000-0000000000a1) |
      | Requests.2.Target.name | String                        | Changed                                       |
      | Settings               | ExecuteMultipleSettings       | ReturnResponses                               |
    Then "/ExecuteResponse/ExecuteResult/Results/Responses/1/Fault/Message" equals no
    And "/ExecuteResponse/ExecuteResult/Results/Responses/1/Fault/ExceptionSource" equals PluginExecution
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname   |
      | One 1 true |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then the rows are
      | name |
      | One  |

  @MS-02A @PL-110
  Scenario Outline: A request inside bypasses steps by options of its own: <message>
    Given these processing steps
      | on             | stage        | does                          |
      | Create account | PreOperation | [{"set":{"telephone1":"1"}}]  |
    When the SDK executes <message> with
      | Requests                               | OrganizationRequestCollection |                 |
      | Requests.1                             | OrganizationRequest           | Create          |
      | Requests.1.Target                      | Entity                        | account         |
      | Requests.1.Target.name                 | String                        | A               |
      | Requests.1.BypassCustomPluginExecution | Boolean                       | true            |
      | Requests.2                             | OrganizationRequest           | Create          |
      | Requests.2.Target                      | Entity                        | account         |
      | Requests.2.Target.name                 | String                        | B               |
      | <parameter>                            | <type>                        | ReturnResponses |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,telephone1&$orderby=name
      """
    Then the rows are
      | name | telephone1 |
      | A    | null       |
      | B    | "1"        |

    Examples:
      | message            | parameter | type                    |
      | ExecuteMultiple    | Settings  | ExecuteMultipleSettings |
      | ExecuteTransaction |           |                         |

  @MS-026
  Scenario: A transaction keeps all requests, each of which sees what those before it wrote
    When the SDK executes ExecuteTransaction with
      | Requests               | OrganizationRequestCollection |                                               |
      | Requests.1             | OrganizationRequest           | Create                                        |
      | Requests.1.Target      | Entity                        | account(acc00000-0000-4000-8000-0000000000a1) |
      | Requests.1.Target.name | String                        | One                                           |
      | Requests.2             | OrganizationRequest           | Retrieve                                      |
      | Requests.2.Target      | EntityReference               | account(acc00000-0000-4000-8000-0000000000a1) |
      | Requests.2.ColumnSet   | ColumnSet                     | name                                          |
      | ReturnResponses        | Boolean                       | true                                          |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals ExecuteTransactionResponse
    And the body has
      | /ExecuteResponse/ExecuteResult/Results/Responses/0/type                           | CreateResponse                       |
      | /ExecuteResponse/ExecuteResult/Results/Responses/0/Results/id                     | acc00000-0000-4000-8000-0000000000a1 |
      | /ExecuteResponse/ExecuteResult/Results/Responses/1/Results/Entity/Attributes/name | One                                  |

  @MS-026 @MS-027
  Scenario: A request that fails takes all others back, and the fault tells its position
    When the SDK executes ExecuteTransaction with
      | Requests               | OrganizationRequestCollection |                                               |
      | Requests.1             | OrganizationRequest           | Create                                        |
      | Requests.1.Target      | Entity                        | account                                       |
      | Requests.1.Target.name | String                        | One                                           |
      | Requests.2             | OrganizationRequest           | Delete                                        |
      | Requests.2.Target      | EntityReference               | account(acc00000-0000-4000-8000-0000000000ff) |
      | Requests.3             | OrganizationRequest           | WhoAmI                                        |
    Then the status is 500
    And the body has
      | /Fault/detail/OrganizationServiceFault/type                | ExecuteTransactionFault |
      | /Fault/detail/OrganizationServiceFault/ErrorCode           | "-2147220969"           |
      | /Fault/detail/OrganizationServiceFault/FaultedRequestIndex | "1"                     |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "/value" has 0 items

  @MS-028
  Scenario Outline: A transaction cannot contain <message>
    When the SDK executes ExecuteTransaction with
      | Requests            | OrganizationRequestCollection |                 |
      | Requests.1          | OrganizationRequest           | <message>       |
      | Requests.1.Requests | OrganizationRequestCollection |                 |
      | Requests.1.Settings | ExecuteMultipleSettings       | ReturnResponses |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message> cannot be one of the requests of ExecuteTransaction.
    And "/Fault/detail/OrganizationServiceFault/FaultedRequestIndex" equals "0"

    Examples:
      | message            |
      | ExecuteMultiple    |
      | ExecuteTransaction |

  @MS-024
  Scenario: More requests than ExecuteMultiple takes are refused before any runs, and the fault tells the limit
    Given a text of 1001 times "<l:OrganizationRequest><a:Parameters/><a:RequestId i:nil='true'/><a:RequestName>WhoAmI</a:RequestName></l:OrganizationRequest>" is remembered as "many"
    When the SDK executes
      """
      <request i:type="a:ExecuteMultipleRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Requests</b:key><b:value i:type="l:OrganizationRequestCollection">{many}</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Settings</b:key><b:value i:type="l:ExecuteMultipleSettings"><l:ContinueOnError>true</l:ContinueOnError><l:ReturnResponses>true</l:ReturnResponses></b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>ExecuteMultiple</a:RequestName>
      </request>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/MaxBatchSize" equals 1000

  @MS-024
  Scenario: More requests than ExecuteTransaction takes are refused before any runs, and the fault tells the limit
    Given a text of 1001 times "<l:OrganizationRequest><a:Parameters/><a:RequestId i:nil='true'/><a:RequestName>WhoAmI</a:RequestName></l:OrganizationRequest>" is remembered as "many"
    When the SDK executes
      """
      <request i:type="a:ExecuteTransactionRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Requests</b:key><b:value i:type="l:OrganizationRequestCollection">{many}</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ReturnResponses</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>ExecuteTransaction</a:RequestName>
      </request>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/MaxBatchSize" equals 1000
