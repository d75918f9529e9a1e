"""Reading only: home pages and what heads of service see."""
