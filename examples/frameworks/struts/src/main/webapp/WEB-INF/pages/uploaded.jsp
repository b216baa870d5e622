<%@ page contentType="text/html; charset=UTF-8" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<html>
<head><title>Uploaded</title></head>
<body>
<p><s:property value="recipeFileName"/>, <s:property value="recipeContentType"/>,
  <s:property value="length"/> bytes: <s:property value="note"/></p>
</body>
</html>
