"""Records, reviews, history and outbox. The only home of the ORM models and migrations.

``papers`` saves readings and gives them back, ``ledger`` tracks obligations, ``outbox`` holds what the index must still learn,
``offers`` lists benefits for matching. Import them after ``workflows.session.open_home()``.
"""
