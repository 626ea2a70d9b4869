"""The run: requests at the instance's pace, each journaled before and after."""
