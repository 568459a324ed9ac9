"""Who a person is: whom an account looks after, and how somebody is found."""
