@emulator @no-samples
Feature: Pages of other origins
  A browser asks before a page of another origin may call the Web API, and says of which origin the page is. Any token is the
  administrator's here, so only pages of this machine are let in, unless a rule says otherwise.

  @WR-020
  Scenario Outline: A browser asks first, without a token
    When a client without a token sends
      """
      OPTIONS <path>
      Origin: http://localhost:3000
      Access-Control-Request-Method: PATCH
      Access-Control-Request-Headers: authorization,content-type,odata-version,prefer
      """
    Then the status is 200
    And the header "Access-Control-Allow-Origin" is "*"
    And the header "Access-Control-Allow-Methods" matches "\bPATCH\b"
    And the header "Access-Control-Allow-Headers" is "authorization,content-type,odata-version,prefer"
    And the body is empty

    Examples:
      | path                                                          |
      | /api/data/v9.2/accounts                                       |
      | /api/data/v9.2/$batch                                         |
      | /api/backgroundoperation/00000000-0000-4000-8000-00000000dead |

  @WR-021
  Scenario: A page reads the answer and the headers that the platform names
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Origin: http://localhost:3000

      {"name":"Contoso"}
      """
    Then the status is 204
    And the header "Access-Control-Allow-Origin" is "*"
    And the header "Access-Control-Expose-Headers" is "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Encoding,Transfer-Encoding,Content-Length,Retry-After"
    When a client sends
      """
      GET /api/data/v9.2/leeds
      Origin: http://localhost:3000
      """
    Then the status is 404
    And the header "Access-Control-Allow-Origin" is "*"
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then the header "Access-Control-Allow-Origin" is absent

  @WR-022
  Scenario Outline: Which origins are let in is a rule: <rule>, <origin>
    Given the rule "cross_origin" is "<rule>"
    When a client without a token sends
      """
      OPTIONS /api/data/v9.2/accounts
      Origin: <origin>
      Access-Control-Request-Method: POST
      """
    Then the status is <status>
    And the header "Access-Control-Allow-Origin" is <told>
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Origin: <origin>
      """
    Then the status is 200
    And the header "Access-Control-Allow-Origin" is <told>

    Examples:
      | rule  | origin                | status | told   |
      | local | http://127.0.0.1:8080 | 200    | "*"    |
      | local | http://[::1]          | 200    | "*"    |
      | local | https://app.localhost | 200    | "*"    |
      | local | http://frontend:80    | 200    | "*"    |
      | local | https://contoso.com   | 401    | absent |
      | local | http://localhost.evil.com | 401 | absent |
      | local | http://203.0.113.5    | 401    | absent |
      | local | http://2130706433     | 401    | absent |
      | local | null                  | 401    | absent |
      | any   | https://contoso.com   | 200    | "*"    |
      | any   | null                  | 200    | "*"    |
      | none  | http://localhost:3000 | 401    | absent |

  @WR-023
  Scenario Outline: Other interfaces are closed to pages of other origins: <path>
    Given the rule "cross_origin" is "any"
    When a client without a token sends
      """
      OPTIONS <path>
      Origin: http://localhost:3000
      Access-Control-Request-Method: POST
      """
    Then the status is <status>
    And the header "Access-Control-Allow-Origin" is absent

    Examples:
      | path                                    | status |
      | /XRMServices/2011/Organization.svc/web  | 401    |
      | /_emulator/v1/settle                    | 403    |
      | /WebResources/suite_page.js             | 405    |
