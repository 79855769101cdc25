"""What the values of fields mean and how they are kept: phones, domains, countries, job titles."""
