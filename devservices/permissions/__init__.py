"""`make permissions`: nine people × every address × GET and POST × own and foreign objects, searched for secrets."""
