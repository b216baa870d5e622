<%@ tag import="javax.servlet.http.*" %>
<%@ attribute name="name" required="true" %>
<% HttpSession own = ((HttpServletRequest) request).getSession(); %>
<p>tag: ${name} <%= own.getValue("dish") %></p>
