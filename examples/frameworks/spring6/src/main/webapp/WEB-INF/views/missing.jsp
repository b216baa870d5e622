<%@ page contentType="text/html; charset=UTF-8" isErrorPage="true" session="false" %>
<!DOCTYPE html>
<html>
<head><title>Missing</title></head>
<body><p>There is no ${requestScope['jakarta.servlet.error.request_uri']}, hence
  <%= request.getAttribute("jakarta.servlet.error.status_code") %>.</p></body>
</html>
