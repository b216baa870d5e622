<%@ page contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<html>
<head>
  <title>Receipt</title>
  <link rel="stylesheet" href="<s:url value='/style.css'/>">
</head>
<body>
<h1>Receipt</h1>
<s:if test="order == null">
  <p>Nothing has been ordered.</p>
</s:if>
<s:else>
  <p>Ordered: <s:property value="order"/></p>
</s:else>
<p><s:a action="order">Another one</s:a></p>
</body>
</html>
