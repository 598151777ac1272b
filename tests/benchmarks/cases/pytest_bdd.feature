Feature: Customer profiles through the REST API $file

  Scenario Outline: A customer comes, is renamed and is found
    Given a customer "First Name" with the e-mail "<email>"
    Then their profile says "First Name"
    When they are renamed "Other Name"
    Then their profile says "Other Name"
    And the e-mail "<email>" finds one customer, "Other Name"
    And nobody has the id "does-not-exist"

    Examples:
      | email |
      | $email |
