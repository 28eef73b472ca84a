"""The page on which the ministry sets the days of the reports."""



PATH = "/ministry/report-deadlines/2022"
