<%@ page contentType="text/html; charset=UTF-8" %>
<%@ page import="javax.servlet.http.HttpServletRequest" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<html>
<head>
  <title><s:text name="title"/></title>
  <link rel="stylesheet" href="<s:url value='/style.css'/>">
</head>
<body>
<h1><s:text name="title"/></h1>
<s:form action="place" namespace="/">
  <s:textfield name="dish" key="dish"/>
  <s:textfield name="portions" key="portions" value="%{portions == null ? 1 : portions}"/>
  <s:submit key="order"/>
</s:form>
<s:form action="upload" namespace="/" method="post" enctype="multipart/form-data">
  <s:file name="recipe" label="Recipe"/>
  <s:textfield name="note" label="Note"/>
  <s:submit value="Upload"/>
</s:form>
<p>Served by <%= application.getServerInfo() %> for
  <%= ((HttpServletRequest) pageContext.getRequest()).getMethod() %></p>
</body>
</html>
