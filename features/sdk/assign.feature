Feature: Rows given to another owner with the SDK
  A message of the SDK makes another user the owner of a row. Over the Web API that is an update of the owner.

  Background:
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Bob" with {"roles": ["Basic User"]}
    And these rows of "accounts"
      | as      | name   | ownerid@odata.bind  |
      | account | Given  | /systemusers({ada}) |
      | other   | Other  | /systemusers({bob}) |

  @SO-022 @SO-03D
  Scenario: A row is given to another user
    When the SDK executes
      """
      <request i:type="g:AssignRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:KeyAttributes/><a:LogicalName>systemuser</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>Assign</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals AssignResponse
    And "/ExecuteResponse/ExecuteResult/ResponseName" equals Assign
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name,_ownerid_value,_owninguser_value
      """
    Then the body has
      | name              | Given |
      | _ownerid_value    | {bob} |
      | _owninguser_value | {bob} |
    When the SDK retrieves "ownerid" of "account({account})"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/ownerid/Id" equals {bob}
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/ownerid/LogicalName" equals systemuser
    When a client sends
      """
      GET /api/data/v9.2/accounts({other})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {bob}

  # Whoever does it is named as who changed the row last, as after any update.
  @SO-03D @WA-056 @PV-016 @no-samples
  Scenario: Both doors come to the same: the row moves with its owner, and out of sight
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the user "Dan" with {"businessUnit": "Service", "roles": ["Basic User"]}
    And these rows of "accounts"
      | as  | name  | ownerid@odata.bind  |
      | web | Moved | /systemusers({ada}) |
      | sdk | Moved | /systemusers({ada}) |
    And the client is "Ada"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({web})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({dan})"}
      """
    Then the status is 204
    When the SDK executes "Assign" with <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{sdk}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{dan}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200
    When a client sends, for every row, a request that is answered with its status
      | method | path                         | status |
      | GET    | /api/data/v9.2/accounts({web}) | 403  |
      | GET    | /api/data/v9.2/accounts({sdk}) | 403  |
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=_ownerid_value,_owninguser_value,_owningbusinessunit_value,_modifiedby_value&$filter=name eq 'Moved'
      """
    Then the rows are
      | _ownerid_value | _owninguser_value | _owningbusinessunit_value | _modifiedby_value |
      | {dan}          | {dan}             | {dan unit}                | {ada}             |
      | {dan}          | {dan}             | {dan unit}                | {ada}             |

  @SO-03D
  Scenario: A row may be given to its owner
    When the SDK executes "Assign" with <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{ada}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {ada}

  @SO-03E @SO-03F @PV-007 @PV-016
  Scenario Outline: Whoever reads a row and may assign it may give it away, without the privilege to write: <privileges>
    Given the user "Eve" with {"privileges": {<privileges>}}
    And these rows of "accounts"
      | as  | name | ownerid@odata.bind  |
      | own | Own  | /systemusers({eve}) |
    And the client is "Eve"
    When the SDK executes "Assign" with <parameters>
    Then the status is 200
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({<row>})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {<assignee>}

    Examples:
      | privileges | row | assignee | parameters |
      | "prvReadAccount": "Basic", "prvAssignAccount": "Basic" | own | bob | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{own}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | "prvReadAccount": "Global", "prvAssignAccount": "Global" | other | ada | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{other}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{ada}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |

  @SO-03E @SO-03F @PV-007 @PV-012 @PV-016
  Scenario Outline: Whoever may not assign a row, or not read it, leaves it as it is: <privileges>
    Given the user "Eve" with {"privileges": {<privileges>}}
    And these rows of "accounts"
      | as  | name | ownerid@odata.bind  |
      | own | Own  | /systemusers({eve}) |
    And the client is "Eve"
    When the SDK executes "Assign" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 403
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({<row>})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {<owner>}

    Examples:
      | privileges | row | owner | code | text | parameters |
      | "prvReadAccount": "Global" | own | eve | -2147220960 | is missing prvAssignAccount privilege | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{own}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | "prvReadAccount": "Global", "prvWriteAccount": "Global" | own | eve | -2147220960 | is missing prvAssignAccount privilege | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{own}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | "prvAssignAccount": "Global" | own | eve | -2147220960 | is missing prvReadAccount privilege | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{own}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | "prvReadAccount": "Global", "prvAssignAccount": "Basic" | other | bob | -2147187962 | does not have AssignAccess right(s) | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{other}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{ada}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | "prvReadAccount": "Basic", "prvAssignAccount": "Global" | other | bob | -2147187962 | does not have ReadAccess right(s) | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{other}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{ada}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |

  @SO-03E @IM-001 @alone
  Scenario: For another user it takes the privileges of both: one lacks it
    Given the user "Cleo" with {"roles": ["Delegate"], "privileges": {"prvReadAccount": "Global"}}
    And the client is "Cleo"
    When a client sends
      """
      POST /XRMServices/2011/Organization.svc/web
      Content-Type: text/xml; charset=utf-8

      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://schemas.microsoft.com/xrm/2011/Contracts/Services" xmlns:a="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:b="http://schemas.datacontract.org/2004/07/System.Collections.Generic" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Header><a:CallerId>{ada}</a:CallerId></s:Header><s:Body><Execute><request><a:Parameters><a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>Assign</a:RequestName></request></Execute></s:Body></s:Envelope>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "is missing prvAssignAccount privilege"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {ada}

  @SO-03E @IM-001 @alone
  Scenario: For another user it takes the privileges of both: both have it
    Given the user "Cleo" with {"roles": ["Delegate"], "privileges": {"prvReadAccount": "Global", "prvAssignAccount": "Global"}}
    And the client is "Cleo"
    When a client sends
      """
      POST /XRMServices/2011/Organization.svc/web
      Content-Type: text/xml; charset=utf-8

      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://schemas.microsoft.com/xrm/2011/Contracts/Services" xmlns:a="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:b="http://schemas.datacontract.org/2004/07/System.Collections.Generic" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Header><a:CallerId>{ada}</a:CallerId></s:Header><s:Body><Execute><request><a:Parameters><a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>Assign</a:RequestName></request></Execute></s:Body></s:Envelope>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/ResponseName" contains "Assign"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {bob}

  @SO-03G
  Scenario Outline: What cannot own a row is given none: <what>
    When the SDK executes "Assign" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals <status>
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value,_owninguser_value
      """
    Then the body has
      | _ownerid_value    | {ada} |
      | _owninguser_value | {ada} |

    Examples:
      | what | text | status | parameters |
      | a user who is not there | Entity 'systemuser' With Id = a0000000-0000-4000-8000-00000000dead Does Not Exist | 404 | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>a0000000-0000-4000-8000-00000000dead</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | nobody | Expected non-empty Guid. | 400 | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | a row of another table | account | 400 | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{other}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | a user's id, another table | account | 400 | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |

  @SO-03G
  Scenario Outline: What has no owner cannot be given to one: <what>
    When the SDK executes "Assign" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"

    Examples:
      | what | text | parameters |
      | a row that is not there | Entity 'account' With Id = a0000000-0000-4000-8000-00000000dead Does Not Exist | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>a0000000-0000-4000-8000-00000000dead</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | no row | Expected non-empty Guid. | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | a table without owners | systemuser | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{ada}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |
      | no table | nothing | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>nothing</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="a:EntityReference"><a:Id>{bob}</a:Id><a:LogicalName>systemuser</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> |

  @SO-023 @SO-026 @SO-03D
  Scenario Outline: Assign takes a row and a user, and nothing else
    When the SDK executes "Assign" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message>

    Examples:
      | parameters | code | message |
      | nothing | -2147220989 | Required field 'Target' is missing for RequestName='Assign' |
      | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType> | -2147220989 | Required field 'Assignee' is missing for RequestName='Assign' |
      | <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{account}</a:Id><a:LogicalName>account</a:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Assignee</b:key><b:value i:type="d:guid">{bob}</b:value></a:KeyValuePairOfstringanyType> | -2147220989 | Parameter 'Assignee' of message Assign must be of type EntityReference, but is a Guid. |
      | <a:KeyValuePairOfstringanyType><b:key>Owner</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType> | -2147204757 | Message property name 'Owner' is not valid on message Assign. |

  @BG-037 @SO-03D
  Scenario: Assign does not run in the background
    When the SDK submits "Assign"
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "is not a custom API"

  @CA-03A @WA-056
  Scenario Outline: The Web API has no segment of this name: <request>
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 404
    And "/error/message" contains "Resource not found for the segment '<segment>'"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {ada}

    Examples:
      | request                                                                 | segment                       | body |
      | POST /api/data/v9.2/Assign                                              | Assign                        | {"Target": {"accountid": "{account}", "@odata.type": "Microsoft.Dynamics.CRM.account"}, "Assignee": {"systemuserid": "{bob}", "@odata.type": "Microsoft.Dynamics.CRM.systemuser"}} |
      | GET /api/data/v9.2/Assign()                                             | Assign                        |      |
      | POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.Assign   | Microsoft.Dynamics.CRM.Assign | {"Assignee": {"systemuserid": "{bob}", "@odata.type": "Microsoft.Dynamics.CRM.systemuser"}} |
      | POST /api/data/v9.2/accounts({account})/Assign                          | Assign                        | {}   |
